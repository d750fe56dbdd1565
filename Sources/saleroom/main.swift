// The executable: the tool with the built-in sale logics, and nothing added.
import SaleroomTool

SaleroomTool.main()
