// The command line; all of it is in `SaleroomTool`.
