package source

// A Deed is what an Edit does.
type Deed uint8

// The deeds.
const (
	Take Deed = iota // At goes, an element of a list or an entry of an object, and what it was all of; or Text stands instead
	Set              // the attribute Name of the block says Text
	Add              // Text is a new block on a line of its own, behind Block
)

// An Edit is a change of a text, said by what stands there: who finds something knows where that was written, not how. Equal edits are one.
type Edit struct {
	Do         Deed
	Block, At  Span // Block: the header of the block in which At must stand
	Name, Text string
	Keep       bool // of Take: an attribute that is left without anything says {}, and does not go
}
