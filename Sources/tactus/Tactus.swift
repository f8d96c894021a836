import CommandLineKit
import Glibc
import Settings

/// The program: finds the command, runs it, and turns what goes wrong into a message and a status.
@main
struct Tactus {
  static let program: Program = Program(
    name: "tactus", version: Version.text,
    summary: "Sense how someone types and moves the pointer, never what they type",
    commands: [
      RunCommand.command, RecordCommand.command, ReplayCommand.command,
      DevicesCommand.command, ViewCommand.command, ReportCommand.command, ExportCommand.command,
      StatusCommand.command, TopCommand.command, VerifyCommand.command, CheckCommand.command,
      DoctorCommand.command, FeaturesCommand.command, SchemaCommand.command,
      HeartbeatCommand.command, PrivacyCommand.command, PauseCommand.command,
      ResumeCommand.command, EraseCommand.command, ConsentCommand.command,
      CompletionsCommand.command, ReferenceCommand.command,
    ],
    epilogue: """
      Configuration: /etc/tactus/tactus.yaml, or --config.

      Exit status: 0 done, 1 not well, 64 wrong command line, 65 wrong data, 66 no log to show, 69 something needed is missing, 73 a \
      file can't be made, 75 already running, 77 no permission, 78 wrong configuration.
      """)

  static func main() {
    // A reader that went away ends a command by a write that fails, not by a signal.
    signal(SIGPIPE, SIG_IGN)
    do {
      switch try program.parse(CommandLine.arguments.dropFirst()) {
      case .text(let text): try StandardOutput.write(text)
      case .run(_, let action): exit(try action())
      }
    } catch let error as UsageError {
      StandardError.write(error.explanation(program: program.name))
      exit(UsageError.exitStatus)
    } catch is StandardOutput.Closed {
      // `tactus view | head` is done when head is.
      exit(0)
    } catch {
      StandardError.write("tactus: \(error)\n")
      exit(ExitStatus.of(error))
    }
  }
}
