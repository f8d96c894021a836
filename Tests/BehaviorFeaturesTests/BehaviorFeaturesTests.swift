import Testing
@testable import BehaviorFeatures
