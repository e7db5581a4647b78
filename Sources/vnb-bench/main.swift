// vnb-bench NAME [arguments]: prints figures, several runs, median. Without a name: the list.
let arguments = Array(CommandLine.arguments.dropFirst())
if let bench = Bench.all.first(where: { $0.name == arguments.first }) {
  try bench.run(Array(arguments.dropFirst()))
} else {
  for bench in Bench.all { print("\(bench.name)  \(bench.about)") }
}
