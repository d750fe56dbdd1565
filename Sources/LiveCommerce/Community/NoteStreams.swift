// Where the streams of readers stand among all streams: last, so that without notes everybody else
// comes exactly as before.

/// The streams of readers, by the category of their notes and the module.
struct NoteStreams: Sendable {
  /// The first of them.
  let first: Int
  /// The first kind of showing rooms that is theirs, one for each category.
  let firstChoice: Int
  let categories: Int
  let modules: [Community.Module]

  /// The stream of one category and module.
  func stream(category: Int, module: Int) -> Int { first + category * modules.count + module }

  /// What has brought the people of a stream: the category of the notes that they have read, or the
  /// number of categories if it was no note.
  func origin(of stream: Int) -> Int {
    stream < first ? categories : (stream - first) / modules.count
  }
}
