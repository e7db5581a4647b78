/// Every target. Add one here and it is run by `vnb-fuzz`, and alone by `--only NAME`.
let fuzzTargets: [FuzzTarget] = [
  languageTarget, notebookTarget, sessionTarget, checkTarget, updateTarget, exportTarget, vectorFileTarget,
]
