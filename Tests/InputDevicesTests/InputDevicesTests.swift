import Testing
@testable import InputDevices
