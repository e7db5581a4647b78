/// Rows merged by single linkage: node i < rows is a row, node rows + m what merge m made.
struct Dendrogram {
  let rows: Int
  private(set) var left: [Int32] = []
  private(set) var right: [Int32] = []
  /// Height of each merge, ascending.
  private(set) var height: [Float] = []
  private var sizes: [Int32] = []

  /// Edges of a spanning tree, merged by length, at equal length in their order.
  init(_ edges: [ReachabilityTree.Edge], rows: Int) {
    self.rows = rows
    let order = edges.indices.sorted {
      edges[$0].length < edges[$1].length || (edges[$0].length == edges[$1].length && $0 < $1)
    }
    var parent = (0..<2 * rows).map { Int32($0) }
    func top(_ node: Int32) -> Int32 {
      var node = node
      while parent[Int(node)] != node {
        parent[Int(node)] = parent[Int(parent[Int(node)])]
        node = parent[Int(node)]
      }
      return node
    }
    for place in order {
      let edge = edges[place]
      let (a, b) = (top(edge.from), top(edge.to))
      let made = Int32(rows + height.count)
      sizes.append(Int32(size(a) + size(b)))
      left.append(a)
      right.append(b)
      height.append(edge.length)
      parent[Int(a)] = made
      parent[Int(b)] = made
    }
  }

  /// Rows below a node.
  func size(_ node: Int32) -> Int { Int(node) < rows ? 1 : Int(sizes[Int(node) - rows]) }

  /// Calls `body` with every row below a node.
  func forEachRow(below node: Int32, _ body: (Int) -> Void) {
    var stack = [node]
    while let next = stack.popLast() {
      if Int(next) < rows {
        body(Int(next))
      } else {
        stack.append(right[Int(next) - rows])
        stack.append(left[Int(next) - rows])
      }
    }
  }
}
