import Glibc

// Usage: vnb-fuzz [--seed N] [--count M] [--only NAME] [--seconds S] [FILE …]
// Feeds mutated programs to every target and stops at the first broken promise, with the input to reproduce it.

do {
  // An input that asks for more memory than this is a crash, not a slow machine.
  var memory = rlimit(rlim_cur: 8 << 30, rlim_max: rlim_t.max)
  setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &memory)
  let options = try FuzzOptions(Array(CommandLine.arguments.dropFirst()))
  let failed = try FuzzRun(options, targets: fuzzTargets).start()
  FuzzFolder.remove()
  exit(failed ? 1 : 0)
} catch {
  say("vnb-fuzz: \(error)")
  exit(2)
}
