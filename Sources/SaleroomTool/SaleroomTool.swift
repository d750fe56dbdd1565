// SaleroomTool
