import Glibc
import Support
import Testing

@testable import Formats

@Suite struct NpyTests {
  private func read(_ bytes: [UInt8]) throws -> [[Float]] {
    let scratch = try Scratch()
    return try VectorFile(path: scratch.file("a.npy", bytes)).values
  }

  @Test(arguments: [1, 2, 3] as [UInt8], [1, 2, 3, 16, 64])
  func versionsAndAlignments(_ version: UInt8, _ alignment: Int) throws {
    let bytes = Npy.vectors("(2, 3)", [1, 2, 3, -4.5, 0, 1e-30], version: version, alignment: alignment)
    #expect(try read(bytes) == [[1, 2, 3], [-4.5, 0, 1e-30]])
    // A head one byte longer moves the numbers by one.
    let moved = Npy.file(
      Npy.header("(2, 3)") + " ", data: Npy.floats([1, 2, 3, -4.5, 0, 1e-30]), version: version, alignment: 1)
    #expect(try read(moved) == [[1, 2, 3], [-4.5, 0, 1e-30]])
  }

  /// As written by NumPy 2.4: `np.save("a.npy", np.array([[1.5, -2], [3, 4e10]], "<f4"))`.
  @Test func numPysOwnBytes() throws {
    let text = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }"
    let padding = String(repeating: " ", count: 128 - 10 - text.utf8.count - 1)
    let head: [UInt8] =
      [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0, 0x76, 0] + Array((text + padding + "\n").utf8)
    let numbers: [UInt8] = [0, 0, 0xC0, 0x3F, 0, 0, 0, 0xC0, 0, 0, 0x40, 0x40, 0xF9, 0x02, 0x15, 0x51]
    #expect(try read(head + numbers) == [[1.5, -2], [3, 4e10]])
    // What is written here has the same bytes.
    let scratch = try Scratch()
    let path = try scratch.file("out.npy", "old")
    let writer = try VectorFileWriter(path: path, format: .npy, columns: 2)
    for row in [[1.5, -2], [3, 4e10]] as [[Float]] { try writer.append(row) }
    #expect(try Files.read(path) == Array("old".utf8))
    #expect(try writer.finish() == nil)
    #expect(try Files.read(path) == head + numbers)
  }

  @Test(arguments: [
    ("{\"shape\":(1,2,),\"fortran_order\":False,\"descr\":\"|f4\"}", true),
    ("{'descr': u'<f4', 'fortran_order': False, 'shape': (1L, 2L)}   ", true),
    ("{ 'descr' : '<f4' ,\t'fortran_order':False,\n'shape': ( 1 , 2 )\n}", true),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), 'more': 1}", false),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), 'shape': (1, 2)}", false),
    ("{'descr': '<f4', 'fortran_order': 0, 'shape': (1, 2)}", false),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (-1, 2)}", false),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999, 2)}", false),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (1.0, 2)}", false),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': [1, 2]}", false),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (True, 2)}", false),
    ("{'descr': 4, 'fortran_order': False, 'shape': (1, 2)}", false),
    ("{'fortran_order': False, 'shape': (1, 2)}", false), ("{'descr': '<f4', 'shape': (1, 2)}", false),
    ("{'descr': '<f4', 'fortran_order': False}", false), ("{}", false), ("", false), ("{", false),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2)", false),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2)}}", false),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': __import__('os')}", false),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2", false), ("{'descr': '<f", false),
    ("{'descr': '<f4\\", false), ("{'descr': '<f4', 'fortran_order': False, 'shape': \0}", false),
    ("{'déscr': '<f4', 'fortran_order': False, 'shape': (1, 2)}", false),
    ("{'descr': " + String(repeating: "(", count: 10_000), false),
    ("{'descr': " + String(repeating: "[(", count: 20_000) + ")]", false),
  ])
  func headers(_ header: String, _ isGood: Bool) throws {
    let fault = try vectorFault("a.npy", Npy.file(header, data: Npy.floats([1, 2])))
    if isGood {
      #expect(fault == nil)
    } else if case .badHeader = fault {
      #expect(fault?.message.contains("Invalid NPY header: ") == true && fault?.code == "V0436")
    } else {
      Issue.record("\(header): \(String(describing: fault))")
    }
  }

  @Test(arguments: [
    ("'<f8'", "float64"), ("'<f2'", "float16"), ("'<i8'", "integers"), ("'|b1'", "booleans"),
    ("'|O'", "Python objects"), ("'<c8'", "complex"), ("'<U5'", "texts"), ("'<M8[ns]'", "times"),
    ("[('x', '<f4'), ('y', '<f4', (2,))]", "records"), ("'é'", "unknown"), ("'<f4x'", "another size"),
  ])
  func otherTypes(_ type: String, _ words: String) throws {
    let fault = try vectorFault(
      "a.npy", Npy.file(Npy.header("(1, 2)", type: type), data: Npy.floats([1, 2])))
    #expect(fault?.code == "V0437" && fault?.message.contains(words) == true, "\(fault?.message ?? "nil")")
    #expect(fault?.help == "in Python: np.save(path, a.astype('<f4'))")
  }

  @Test func otherShapesAndOrders() throws {
    func fault(_ shape: String, type: String = "'<f4'", fortran: String = "False") throws -> VectorFileError?
    {
      try vectorFault(
        "a.npy", Npy.file(Npy.header(shape, type: type, fortran: fortran), data: Npy.floats([1, 2])))
    }
    #expect(
      try fault("(1, 2)", fortran: "True")?.message
        == "`D/a.npy` is in Fortran order, column after column, not in C order")
    #expect(try fault("(1, 2)", type: "'>f4'")?.message.contains("big-endian") == true)
    #expect(
      try fault("(2,)")?.message == "`D/a.npy` has 1 dimension, shape (2,), not two: vectors and elements")
    #expect(try fault("(1, 1, 2)")?.message.contains("3 dimensions, shape (1, 1, 2)") == true)
    #expect(try fault("()")?.message.contains("0 dimensions") == true)
    #expect(try fault("(2, 0)") == .zeroDimension(path: "D/a.npy"))
    #expect(try fault("(2, 0)")?.message == "`D/a.npy`: Dimension cannot be 0")
  }

  @Test func lengthsAreHeldAgainstTheFile() throws {
    let whole = Npy.vectors("(2, 3)", [1, 2, 3, 4, 5, 6])
    for size in 0..<whole.count {
      let fault = try vectorFault("a.npy", Array(whole.prefix(size)))
      switch fault {
      case .badHeader where size < 6: break
      case .tooSmall(_, let need, size): #expect(need > size)
      default: Issue.record("\(size) bytes: \(String(describing: fault))")
      }
    }
    #expect(
      try vectorFault("a.npy", Array(whole.dropLast()))?.message
        == "`D/a.npy`: File too small: need 152 bytes, got 151")
    #expect(
      try vectorFault("a.npy", whole + [0])
        == .trailingBytes(path: "D/a.npy", extra: 1, dimension: 3))
    let huge = [
      "(9223372036854775807, 2)", "(4611686018427387904, 4)", "(2305843009213693951, 1)", "(1, 99999999999)",
    ]
    for shape in huge {
      let fault = try vectorFault("a.npy", Npy.file(Npy.header(shape)))
      #expect(fault.map { ["V0442", "V0438"].contains($0.code) } == true, "\(shape)")
    }
    for lie in [0, 1, 60, 65_535] {
      #expect(
        try vectorFault("a.npy", Npy.file(Npy.header("(1, 2)"), data: Npy.floats([1, 2]), length: lie)) != nil
      )
    }
    for lie in [1 << 20, (1 << 20) + 1, 0xFFFF_FFFF] {
      let bytes = Npy.file(Npy.header("(1, 2)"), data: Npy.floats([1, 2]), version: 2, length: lie)
      #expect(try vectorFault("a.npy", bytes) != nil)
    }
    #expect(
      try vectorFault("a.npy", Npy.file(Npy.header("(1, 1)"), data: Npy.floats([1]), version: 4)) != nil)
    #expect(
      try vectorFault("a.npy", whole, dimension: 4)
        == .dimensionMismatch(path: "D/a.npy", expected: 4, actual: 3))
    #expect(try vectorFault("a.npy", whole, dimension: 3) == nil)
    #expect(try vectorFault("a.npy", Npy.vectors("(0, 3)", [])) == nil)
  }

  /// Made by NumPy, 273 vectors of 384 elements.
  @Test(.enabled(if: sharedFolder != nil)) func referenceVectors() throws {
    let shared = try #require(sharedFolder)
    let file = try VectorFile(path: "\(shared)/reference/minilm_vectors.npy")
    #expect(file.columns == 384 && file.rows * 384 * 4 + 128 == file.file.size)
    let squares = (0..<file.rows).map { row in
      (0..<384).reduce(Float(0)) { $0 + file.row(row)[$1] * file.row(row)[$1] }
    }
    #expect(squares.allSatisfy { abs($0 - 1) < 1e-4 })
  }

  /// Random changes of a right file: an error or numbers, never a crash.
  @Test func mutatedFiles() throws {
    var random = TestRandom(7)
    let scratch = try Scratch()
    let seeds = [
      Npy.vectors("(2, 3)", [1, 2, 3, 4, 5, 6]), Npy.vectors("(1, 2)", [1, 2], version: 3),
      Npy.file(
        Npy.header("(1, 2)", type: "[('a', '<f4'), ('b', '<f4')]"), data: Npy.floats([1, 2]), version: 2),
    ]
    var opened = 0
    for _ in 0..<1_000 {
      var bytes = seeds[Int(random.next() % 3)]
      for _ in 0...Int(random.next() % 8) / 6 {
        let at = Int(random.next() % UInt64(bytes.count))
        switch random.next() % 4 {
        case 0: bytes[at] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes[at] = Array("()[]{}',:0123456789-L \0\u{FF}".utf8)[Int(random.next() % 24)]
        case 2: bytes.removeSubrange(at..<min(bytes.count, at + 1 + Int(random.next() % 8)))
        default: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + 9)], at: at)
        }
      }
      do {
        let file = try VectorFile(path: try scratch.file("a.npy", bytes))
        opened += file.values.isEmpty ? 0 : 1
      } catch is VectorFileError {}
    }
    #expect(opened > 20)
  }
}
