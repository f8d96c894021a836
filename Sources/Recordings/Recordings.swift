// The first file of Recordings.
