import Repl

// A prompt on a pretended session, driven by ReplTests through a pseudo-terminal.
let output = ReplOutput()
let loop = ReplLoop(session: ProbeSession(output: output), output: output)
exit(code: loop.run(banner: "probe"))
