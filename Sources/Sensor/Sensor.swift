// The first file of Sensor.
