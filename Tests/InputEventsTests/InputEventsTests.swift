import Testing
@testable import InputEvents
