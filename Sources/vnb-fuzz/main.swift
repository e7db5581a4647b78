import Glibc

// Usage: vnb-fuzz [--seed N] [--count M] [--only NAME] [--seconds S] [FILE …]
// Feeds mutated programs to every target and stops at the first broken promise, with the input to reproduce it.

do {
  let options = try FuzzOptions(Array(CommandLine.arguments.dropFirst()))
  let failed = try FuzzRun(options, targets: fuzzTargets).start()
  exit(failed ? 1 : 0)
} catch {
  say("vnb-fuzz: \(error)")
  exit(2)
}
