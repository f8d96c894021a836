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
  case gamboaFred2004
  case ahmedTraore2007
  case antalEgyedZsigmond2019
  case hwang2005
  case balasubramanian2015
  case flashHogan1985
  case lacquaniti1983
  case fitts1954
  case mackenzie1992
  case freemanAmbady2010

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
    case .gamboaFred2004:
      "H. Gamboa, A. Fred: A Behavioral Biometric System Based on Human-Computer Interaction. "
        + "Proc. SPIE 5404, 2004."
    case .ahmedTraore2007:
      "A. A. E. Ahmed, I. Traore: A New Biometric Technology Based on Mouse Dynamics. IEEE "
        + "Transactions on Dependable and Secure Computing 4 (3), 2007."
    case .antalEgyedZsigmond2019:
      "M. Antal, E. Egyed-Zsigmond: Intrusion Detection Using Mouse Dynamics. IET Biometrics 8 (5), "
        + "2019."
    case .hwang2005:
      "F. Hwang, S. Keates, P. Langdon, J. Clarkson: A Submovement Analysis of Cursor Trajectories. "
        + "Behaviour & Information Technology 24 (3), 2005."
    case .balasubramanian2015:
      "S. Balasubramanian, A. Melendez-Calderon, A. Roby-Brami, E. Burdet: On the Analysis of Movement "
        + "Smoothness. Journal of NeuroEngineering and Rehabilitation 12:112, 2015."
    case .flashHogan1985:
      "T. Flash, N. Hogan: The Coordination of Arm Movements: An Experimentally Confirmed Mathematical "
        + "Model. Journal of Neuroscience 5 (7), 1985."
    case .lacquaniti1983:
      "F. Lacquaniti, C. Terzuolo, P. Viviani: The Law Relating the Kinematic and Figural Aspects of "
        + "Drawing Movements. Acta Psychologica 54, 1983."
    case .fitts1954:
      "P. M. Fitts: The Information Capacity of the Human Motor System in Controlling the Amplitude of "
        + "Movement. Journal of Experimental Psychology 47 (6), 1954."
    case .mackenzie1992:
      "I. S. MacKenzie: Fitts' Law as a Research and Design Tool in Human-Computer Interaction. "
        + "Human-Computer Interaction 7 (1), 1992."
    case .freemanAmbady2010:
      "J. B. Freeman, N. Ambady: MouseTracker: Software for Studying Real-Time Mental Processing Using "
        + "a Computer Mouse-Tracking Method. Behavior Research Methods 42 (1), 2010."
    case .kernelInput: "Linux kernel documentation: Documentation/input/event-codes.rst."
    }
  }
}
