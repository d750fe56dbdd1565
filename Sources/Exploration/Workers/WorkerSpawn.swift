// Starts a process with `posix_spawn`: a fork of a process with threads would be none of ours.
import Foundation

/// Starting a process.
enum WorkerSpawn {
  /// Starts a program whose only open files are those given, under the numbers given; stdin and
  /// stdout lead nowhere.
  static func start(
    _ launch: WorkerLaunch, files: [(from: Int32, to: Int32)]
  ) throws(WorkersUnavailable) -> pid_t {
    var id: pid_t = 0
    let words = [CommandLine.arguments.first ?? launch.program] + launch.arguments
    let code = unsafe withActions(files) { actions, attributes in
      unsafe withStrings(words) { arguments in
        unsafe withStrings(launch.environment) { environment in
          unsafe posix_spawn(&id, launch.program, actions, attributes, arguments, environment)
        }
      }
    }
    guard code == 0 else {
      throw WorkersUnavailable(
        "no process can be started (\(unsafe String(cString: strerror(code))))")
    }
    return id
  }

  #if canImport(Darwin)
  private typealias Actions = posix_spawn_file_actions_t?
  private typealias Attributes = posix_spawnattr_t?
  #else
  private typealias Actions = posix_spawn_file_actions_t
  private typealias Attributes = posix_spawnattr_t
  #endif

  private static func withActions(
    _ files: [(from: Int32, to: Int32)],
    _ body: (UnsafePointer<Actions>, UnsafePointer<Attributes>) -> Int32
  ) -> Int32 {
    #if canImport(Darwin)
    var (actions, attributes): (Actions, Attributes) = (nil, nil)
    #else
    var (actions, attributes) = unsafe (Actions(), Attributes())
    #endif
    unsafe posix_spawn_file_actions_init(&actions)
    unsafe posix_spawnattr_init(&attributes)
    defer {
      unsafe posix_spawn_file_actions_destroy(&actions)
      unsafe posix_spawnattr_destroy(&attributes)
    }
    unsafe posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
    for (from, to) in files { unsafe posix_spawn_file_actions_adddup2(&actions, from, to) }
    // A parent that ignores or blocks signals does so for itself only.
    var (none, all) = (sigset_t(), sigset_t())
    unsafe sigemptyset(&none)
    unsafe sigfillset(&all)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setsigdefault(&attributes, &all)
    // An interrupt at the terminal is for the parent, who ends its children when it is done.
    unsafe posix_spawnattr_setpgroup(&attributes, 0)
    let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP
    unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
    return unsafe body(&actions, &attributes)
  }

  /// Calls `body` with strings as C wants them: pointers, and a nil after the last.
  private static func withStrings(
    _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Int32
  ) -> Int32 {
    var pointers = unsafe strings.map { unsafe strdup($0) } + [nil]
    defer { unsafe pointers.forEach { unsafe free($0) } }
    return unsafe body(&pointers)
  }
}
