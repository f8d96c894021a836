import Testing
@testable import FeatureLog
