// The first file of CommandLineKit.
