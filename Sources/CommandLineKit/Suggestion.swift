/// What a person who wrote `word` probably meant.
///
/// The nearest of `candidates`, where it is near enough to be a slip of the finger: one edit for every
/// three letters, and at least one.
public func suggestion(for word: String, among candidates: some Sequence<String>) -> String? {
  // Longer than any name could be: not worth the time that the distance takes.
  guard word.utf8.count <= 64 else { return nil }
  let near = candidates.map { (name: $0, edits: editDistance($0, word)) }
    .min { $0.edits < $1.edits }
  guard let near, near.edits <= max(1, near.name.count / 3) else { return nil }
  return near.name
}

/// `; did you mean 'name'?`, or nothing where no candidate is near.
public func hint(for word: String, among candidates: some Sequence<String>, prefix: String = "")
  -> String
{
  suggestion(for: word, among: candidates).map { "; did you mean '\(prefix)\($0)'?" } ?? ""
}

/// Letters to insert, remove, replace or swap with their neighbor to turn `a` into `b`.
func editDistance(_ a: String, _ b: String) -> Int {
  let a = Array(a)
  let b = Array(b)
  var rows = [Array(0...b.count)]
  for i in a.indices {
    var row = [i + 1]
    for j in b.indices {
      var edits = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        edits = min(edits, rows[i - 1][j - 1] + 1)
      }
      row.append(edits)
    }
    rows.append(row)
  }
  return rows[a.count][b.count]
}
