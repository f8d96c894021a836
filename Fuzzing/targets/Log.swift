import Glibc

@testable import FeatureLog

/// A feature log that anyone may have written: read, verified, merged, and compressed.
///
/// - All is read to its end, and no line is handed out twice.
/// - What the verifier finds whole, the reader reads without damage, and as many windows and gaps.
/// - What the verifier finds whole, can be merged.
/// - A window that is read stands for a line of JSON.
func fuzzLog(_ input: [UInt8]) {
  var bytes = Bytes(input)
  let isCompressed = bytes.byte() & 1 != 0
  let text = bytes.all()
  Scratch.clear()
  let path = Scratch.write(isCompressed ? "t.jsonl.gz" : "t.jsonl", text)
  var verifier = LogVerifier { finding in
    require(finding.file == path && !finding.message.isEmpty, "a place and a message: \(finding)")
  }
  guard (try? verifier.verify(path)) != nil else { return }
  let summary = verifier.summary
  require(!summary.description.isEmpty, "a summary")
  let read = readAll(path)
  if !isCompressed {
    require(read.entries <= text.count { $0 == 10 } + 1, "no more entries than lines")
  }
  if summary.isClean {
    require(read.damaged == 0, "nothing damaged in a log that is whole")
    require(
      read.windows == summary.windows && read.gaps == summary.gaps,
      "windows and gaps \(read) of \(summary)")
    require(read.unmergeable == nil, "a whole log can be merged: \(read.unmergeable ?? "")")
  }
}

private func readAll(_ path: String) -> (
  entries: Int, windows: Int, gaps: Int, damaged: Int, unmergeable: String?
) {
  var counts = (entries: 0, windows: 0, gaps: 0, damaged: 0, unmergeable: String?.none)
  var merger = WindowMerger(by: .day)
  do throws(FeatureLogError) {
    var reader = try FeatureLogReader(path: path)
    while let entry = try reader.next() {
      counts.entries += 1
      switch entry {
      case .window(let window):
        counts.windows += 1
        require(JSONValue(parsing: window.line) != nil, "a line of JSON")
        do throws(WindowMerger.Unmergeable) {
          try merger.add(window)
        } catch {
          if error.reason != "it has no sketch to merge" { counts.unmergeable = "\(error)" }
        }
      case .gap(let gap):
        counts.gaps += 1
        require(!gap.description.isEmpty, "a gap is told")
      case .damaged(let damage):
        counts.damaged += 1
        require(damage.line > 0 && damage.column > 0, "a place: \(damage)")
      }
    }
  } catch {
    require(error.reason != nil, "read to the end: \(error)")
  }
  for merged in merger.windows() { require(merged.sequence > 0, "merged windows are numbered") }
  return counts
}
