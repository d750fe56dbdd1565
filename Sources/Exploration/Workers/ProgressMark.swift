// The number of the item that is being done, in a page that parent and child share: what a child
// was at when it died is known, at the cost of one store an item.
//
// Invariant: written by one process only; the page is mapped as long as the mark lives.
import Foundation
import Synchronization

/// Tells which item is being done.
@safe package final class ProgressMark: @unchecked Sendable {
  // Sendable: the page is touched by atomic loads and stores only.

  private static var size: Int { 4096 }
  /// The page's file, to be handed to a child.
  let file: Int32
  private let page: UnsafeMutableRawPointer

  /// Creates a page that can be handed to a child.
  package convenience init() throws(WorkersUnavailable) {
    var path = Array(FileManager.default.temporaryDirectory.path.utf8CString.dropLast())
    path += "/saleroom-mark-XXXXXX".utf8CString
    let file = unsafe mkstemp(&path)
    guard file >= 0 else { throw WorkersUnavailable("no temporary file can be made") }
    _ = unsafe unlink(path)
    _ = fcntl(file, F_SETFD, FD_CLOEXEC)
    guard ftruncate(file, off_t(ProgressMark.size)) == 0 else {
      close(file)
      throw WorkersUnavailable("no temporary file can be written")
    }
    try self.init(file: file)
    begin(-1)
  }

  /// Maps the page of a file, which then belongs to the mark.
  init(file: Int32) throws(WorkersUnavailable) {
    let mapped = unsafe mmap(
      nil, ProgressMark.size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0)
    guard let mapped = unsafe mapped, unsafe mapped != MAP_FAILED else {
      close(file)
      throw WorkersUnavailable("no memory can be shared with a child")
    }
    self.file = file
    unsafe page = mapped
  }

  deinit {
    unsafe munmap(page, ProgressMark.size)
    close(file)
  }

  /// Says that an item is about to be done.
  @inline(__always)
  package func begin(_ item: Int) { unsafe cell.pointee.store(item, ordering: .relaxed) }

  /// The item that was begun last; −1 before the first.
  package var item: Int { unsafe cell.pointee.load(ordering: .relaxed) }

  private var cell: UnsafeMutablePointer<Atomic<Int>> {
    unsafe page.assumingMemoryBound(to: Atomic<Int>.self)
  }
}
