// The first file of InputDevices.
