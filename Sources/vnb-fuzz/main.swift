print("vnb")
