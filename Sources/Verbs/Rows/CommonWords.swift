/// English words that say little about a topic; left out of term counts unless asked for.
let commonEnglishWords: Set<String> = Set(
  """
  about above after again against all also although always among and another any are around because been before being below \
  between both but can cannot could did does doing down during each either else ever every few for from further had has have \
  having her here hers him his how however into its itself just least less like made make makes many may might more most much \
  must neither never nor not now off often once one only onto other others our ours out over own per quite rather same shall \
  she should since some something such than that the their theirs them then there these they this those though through thus \
  too toward towards two under until upon use used using usually very was well were what when where whether which while who \
  whom whose why will with within without would yet you your yours
  """.split(separator: " ").map(String.init))
