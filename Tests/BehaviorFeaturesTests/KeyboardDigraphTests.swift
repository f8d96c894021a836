import InputEvents
import Testing

@testable import BehaviorFeatures

@Suite struct KeyboardDigraphTests {
  private func digraph(_ first: UInt16, _ second: UInt16) throws -> HandDigraph? {
    let (from, to) = (try #require(KeyKind(code: first)), try #require(KeyKind(code: second)))
    return HandDigraph(from: from, to: to, sameKey: first == second)
  }

  @Test(
    arguments: [
      (30, 30, .sameKey), (2, 2, .sameKey), (57, 57, .sameKey),
      // Q A, F T; A S, J K; A J, J A.
      (16, 30, .sameFinger), (33, 20, .sameFinger), (30, 31, .leftLeft), (36, 37, .rightRight),
      (30, 36, .leftRight), (36, 30, .rightLeft), (57, 30, .thumbFinger), (36, 57, .fingerThumb),
      // Digits and marks know their hand alone: 1 2, 1 Q, dot comma, 5 6.
      (2, 3, .leftLeft), (2, 16, .leftLeft), (52, 51, .rightRight), (6, 7, .leftRight),
    ] as [(UInt16, UInt16, HandDigraph)])
  func printingKeysArePairedByHand(_ first: UInt16, _ second: UInt16, _ expected: HandDigraph)
    throws
  {
    #expect(try digraph(first, second) == expected)
  }

  /// Shift, Ctrl, Enter, Backspace, arrows: their way to or from a letter is another movement.
  @Test(arguments: [42, 54, 29, 28, 14, 105, 15] as [UInt16])
  func otherKeysMakeNoHandDigraph(_ code: UInt16) throws {
    #expect(try digraph(code, 30) == nil)
    #expect(try digraph(30, code) == nil)
    #expect(try digraph(code, code) == nil)
  }

  @Test func everyClassDigraphIsFoundByItsClasses() {
    for pair in ClassDigraph.allCases {
      let (first, second) = pair.classes
      #expect(ClassDigraph(from: KeyKind(first, .f0), to: KeyKind(second, .f7)) == pair)
    }
    #expect(ClassDigraph(from: KeyKind(.space, .thumb), to: KeyKind(.space, .thumb)) == nil)
    #expect(Set(ClassDigraph.allCases.map(\.label)).count == ClassDigraph.allCases.count)
    #expect(ClassDigraph.punctuationSpace.label == "punct_space")
  }
}
