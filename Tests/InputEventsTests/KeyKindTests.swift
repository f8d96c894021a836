import Foundation
import Testing

@testable import InputEvents

/// The kernel's own header is the oracle for which number is which key.
@Suite struct KeyKindTests {
  /// `KEY_` and `BTN_` names with their numbers, without aliases of other names and bounds.
  private static let header: [String: UInt16] = {
    let path = "/usr/include/linux/input-event-codes.h"
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    var codes: [String: UInt16] = [:]
    for line in text.split(separator: "\n") {
      let fields = line.split(whereSeparator: \.isWhitespace)
      guard fields.count >= 3, fields[0] == "#define",
        fields[1].hasPrefix("KEY_") || fields[1].hasPrefix("BTN_"),
        !["KEY_MAX", "KEY_CNT", "KEY_RESERVED"].contains(fields[1])
      else { continue }
      let number = fields[2]
      codes[String(fields[1])] =
        number.hasPrefix("0x") ? UInt16(number.dropFirst(2), radix: 16) : UInt16(number)
    }
    return codes
  }()

  private func kind(_ name: String) throws -> KeyKind? {
    KeyKind(code: try #require(Self.header[name], "no \(name) in the header"))
  }

  @Test func everyKeyHasAKindAndNoButtonDoes() {
    #expect(Self.header.count > 600)
    for (name, code) in Self.header {
      #expect((KeyKind(code: code) != nil) == name.hasPrefix("KEY_"), "\(name)")
    }
    #expect(KeyKind(code: 0) == nil)
  }

  @Test(
    arguments: zip(["QAZ", "WSX", "EDC", "RFVTGB", "YHNUJM", "IK", "OLP"], FingerZone.allCases))
  func lettersHaveTheFingersOfTouchTyping(letters: String, zone: FingerZone) throws {
    for letter in letters { #expect(try kind("KEY_\(letter)") == KeyKind(.letter, zone)) }
    #expect(KeyKind(.letter, zone).codes.count == letters.count)
  }

  @Test(
    arguments: [("12345", FingerZone.f2), ("67890", .f5)].flatMap { names, zone in
      names.map { ("\($0)", zone) }
    } + (0...9).map { ("KP\($0)", FingerZone.f5) })
  func digits(name: String, zone: FingerZone) throws {
    #expect(try kind("KEY_\(name)") == KeyKind(.digit, zone))
  }

  @Test(arguments: [
    ("SPACE", KeyKind(.space, .thumb)), ("BACKSPACE", KeyKind(.erase, .f7)),
    ("DELETE", KeyKind(.erase, .f7)), ("ENTER", KeyKind(.enter, .f7)),
    ("KPENTER", KeyKind(.enter, .f7)), ("LEFTSHIFT", KeyKind(.modifier, .f0)),
    ("RIGHTSHIFT", KeyKind(.modifier, .f7)), ("LEFTCTRL", KeyKind(.modifier, .thumb)),
    ("RIGHTALT", KeyKind(.modifier, .thumb)), ("LEFTMETA", KeyKind(.modifier, .thumb)),
    ("TAB", KeyKind(.other, .f0)), ("UP", KeyKind(.navigation, .f7)),
    ("PAGEDOWN", KeyKind(.navigation, .f7)), ("COMMA", KeyKind(.punctuation, .f6)),
    ("DOT", KeyKind(.punctuation, .f6)), ("SLASH", KeyKind(.punctuation, .f7)),
    ("102ND", KeyKind(.punctuation, .f0)), ("CAPSLOCK", KeyKind(.other, .f0)),
    ("F1", KeyKind(.other, .f0)), ("F12", KeyKind(.other, .f7)), ("VOLUMEUP", KeyKind(.other, .f7)),
    ("FN", KeyKind(.other, .f7)),
  ])
  func keysThatAreNoLetters(name: String, expected: KeyKind) throws {
    #expect(try kind("KEY_\(name)") == expected)
  }

  /// A kind of one key would be that key, in every recording and in the statistics of its cell.
  @Test func noLetterDigitOrMarkIsAloneInItsKind() {
    let kinds = Set((1..<128).compactMap { KeyKind(code: $0) })
    for kind in kinds where [.letter, .digit, .punctuation].contains(kind.keyClass) {
      #expect(kind.codes.count >= 2, "\(kind.keyClass) \(kind.zone)")
    }
  }

  @Test func totalsOfTheClasses() {
    let classes = (1..<128).compactMap { KeyKind(code: $0)?.keyClass }
    let totals = Dictionary(grouping: classes) { $0 }.mapValues(\.count)
    #expect(totals[.letter] == 26)
    #expect(totals[.digit] == 20)
    #expect(totals[.modifier] == 9)
    #expect(totals[.navigation] == 9)
    #expect(totals.values.reduce(0, +) == 127)
  }

  @Test func assignmentsAreDisjointAndOfRealKeys() {
    let codes = KeyKind.assignments.flatMap(\.1)
    #expect(Set(codes).count == codes.count)
    #expect(Set(KeyKind.assignments.map(\.0)).count == KeyKind.assignments.count)
    let named = Set(Self.header.filter { $0.key.hasPrefix("KEY_") }.values)
    for code in codes { #expect(named.contains(UInt16(code)), "\(code)") }
  }

  @Test func codesOfAKindAreThoseThatHaveIt() {
    var all: [UInt16] = []
    for keyClass in KeyClass.allCases {
      for zone in FingerZone.allCases {
        let kind = KeyKind(keyClass, zone)
        #expect(kind.keyClass == keyClass)
        #expect(kind.zone == zone)
        #expect(kind.codes.allSatisfy { KeyKind(code: $0) == kind })
        all += kind.codes
      }
    }
    #expect(all.sorted() == Array(1..<128))
  }
}
