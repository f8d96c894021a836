/// Whose definition a feature follows: a paper, a kernel document, or nobody's but ours.
public enum FeatureSource: String, CaseIterable, Sendable {
  case tactus
  case killourhyMaxion2009
  case gunettiPicardi2005
  case dhakal2018
  case giancardo2016
  case locklear2014
  case gohBarabasi2008
  case grabeLow2002
  case miller1955
  case rabbitt1966
  case kernelInput

  /// As a reader would look it up.
  public var citation: String {
    switch self {
    case .tactus: "Defined here."
    case .killourhyMaxion2009:
      "K. S. Killourhy, R. A. Maxion: Comparing Anomaly-Detection Algorithms for Keystroke Dynamics. "
        + "DSN 2009."
    case .gunettiPicardi2005:
      "D. Gunetti, C. Picardi: Keystroke Analysis of Free Text. ACM Transactions on Information and "
        + "System Security 8(3), 2005."
    case .dhakal2018:
      "V. Dhakal, A. M. Feit, P. O. Kristensson, A. Oulasvirta: Observations on Typing from 136 "
        + "Million Keystrokes. CHI 2018."
    case .giancardo2016:
      "L. Giancardo et al.: Computer Keyboard Interaction as an Indicator of Early Parkinson's "
        + "Disease. Scientific Reports 6, 2016."
    case .locklear2014:
      "H. Locklear et al.: Continuous Authentication with Cognition-Centric Text Production and "
        + "Revision Features. IJCB 2014."
    case .gohBarabasi2008:
      "K.-I. Goh, A.-L. Barabási: Burstiness and Memory in Complex Systems. EPL 81, 2008."
    case .grabeLow2002:
      "E. Grabe, E. L. Low: Durational Variability in Speech and the Rhythm Class Hypothesis. "
        + "Papers in Laboratory Phonology 7, 2002."
    case .miller1955:
      "G. A. Miller: Note on the Bias of Information Estimates. Information Theory in Psychology, "
        + "1955."
    case .rabbitt1966:
      "P. M. A. Rabbitt: Errors and Error Correction in Choice-Response Tasks. Journal of "
        + "Experimental Psychology 71(2), 1966."
    case .kernelInput: "Linux kernel documentation: Documentation/input/event-codes.rst."
    }
  }
}
