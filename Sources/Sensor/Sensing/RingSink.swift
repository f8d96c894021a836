internal import BehaviorFeatures

/// Hands windows to the writer's thread; one that finds no room is counted.
struct RingSink: ~Copyable, WindowSink {
  var windows: RingProducer<WindowStatistics>
  let mailbox: LoopMailbox

  mutating func take(_ window: borrowing WindowStatistics) {
    if windows.push(window) {
      mailbox.windowReady.signal()
    } else {
      mailbox.countDroppedWindow()
    }
  }
}
