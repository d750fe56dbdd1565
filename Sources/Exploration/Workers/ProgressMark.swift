// The number of the item that is being done, in memory that parent and child share: what a child was
// at when it died is known, at the cost of one store an item. Beside it there is room for a last
// will: what the child wants known of the item if it should die of it.
//
// Invariant: written by one process only; mapped as long as the mark lives; a will is whole or empty.
import Foundation
import Synchronization

/// Tells which item is being done.
@safe package final class ProgressMark: @unchecked Sendable {
  // Sendable: the page is touched by atomic loads and stores only.

  private static let size = 1 << 20
  private static let willStart = 64
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

  /// Leaves a will, instead of the last one; one that is too long is left empty.
  package func leave(_ will: [UInt8]) {
    unsafe willLength.pointee.store(0, ordering: .releasing)
    guard will.count <= ProgressMark.size - ProgressMark.willStart else { return }
    unsafe will.withUnsafeBytes { bytes in
      unsafe UnsafeMutableRawBufferPointer(
        start: page + ProgressMark.willStart, count: bytes.count
      ).copyMemory(from: bytes)
    }
    unsafe willLength.pointee.store(will.count, ordering: .releasing)
  }

  /// The will that was left last.
  package var will: [UInt8] {
    let room = ProgressMark.size - ProgressMark.willStart
    let length = min(max(0, unsafe willLength.pointee.load(ordering: .acquiring)), room)
    return unsafe Array(
      UnsafeRawBufferPointer(start: page + ProgressMark.willStart, count: length))
  }

  private var cell: UnsafeMutablePointer<Atomic<Int>> {
    unsafe page.assumingMemoryBound(to: Atomic<Int>.self)
  }

  private var willLength: UnsafeMutablePointer<Atomic<Int>> { unsafe cell + 1 }
}
