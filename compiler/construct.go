package compiler

// A construct is one kind of block: what it is called, what it may say, and how it becomes part of the model. The table of constructs
// drives decoding, suggestions and the language reference; nothing is described twice.
type construct struct {
	name   string
	labels []string // what each label is; most have one, the block's name in references
	doc    string
	later  bool // known, so that policies may have it, but evaluated by a later version

	limits bool // takes for_each and environments
	attrs  []attribute
	blocks []*construct // nested blocks
	single bool         // a nested block that stands at most once
	free   string       // what its attributes are named after, where the policy chooses the names: "table"

	// create makes the empty model value of an instance, so that others can refer to it before it is bound; bind fills it; settle
	// checks, and completes, what needs all of them.
	create func(*evaluation, *instance)
	bind   func(*evaluation, *instance, *body)
	settle func(*evaluation)
}

// An attribute of a construct.
type attribute struct {
	name     string
	is       valueType
	required bool
	filled   bool   // an empty text or list says nothing, and is an error
	assumed  string // what holds when it is not written, for the language reference
	doc      string
}

// A valueType says what an attribute takes.
type valueType struct {
	kind  typeKind
	words []string // of an enumeration
	refs  []string // constructs that a reference may lead to
}

type typeKind uint8

const (
	textKind typeKind = iota
	boolKind
	numberKind
	dateKind
	guidKind
	wordKind        // one of words
	wordsKind       // a list of words
	textsKind       // a list of strings
	refKind         // one reference
	refsKind        // a list of references, flattened
	assignmentsKind // a list of roles, or { role, business_unit, just_in_time }
	tableKind       // a table's logical name
	tablesKind
	textMapKind // an object of strings
	levelsKind  // a list of privilege names, or an object name = level
	anyKind     // evaluated by whoever reads it
)

var (
	text        = valueType{kind: textKind}
	truth       = valueType{kind: boolKind}
	number      = valueType{kind: numberKind}
	date        = valueType{kind: dateKind}
	guid        = valueType{kind: guidKind}
	texts       = valueType{kind: textsKind}
	assignments = valueType{kind: assignmentsKind}
	table       = valueType{kind: tableKind}
	tables      = valueType{kind: tablesKind}
	textMap     = valueType{kind: textMapKind}
	privileges  = valueType{kind: levelsKind}
	anything    = valueType{kind: anyKind}
)

func oneOf(words ...string) valueType  { return valueType{kind: wordKind, words: words} }
func someOf(words ...string) valueType { return valueType{kind: wordsKind, words: words} }
func ref(constructs ...string) valueType {
	return valueType{kind: refKind, refs: constructs}
}
func refs(constructs ...string) valueType {
	return valueType{kind: refsKind, refs: constructs}
}

// The meta-arguments of every block that limits says yes to.
var metaAttributes = []attribute{
	{name: "for_each", is: anything, doc: "Makes an instance of the block for every entry of a map, every string of a set, or every instance of another block. Inside, `each.key` and `each.value` are the entry."},
	{name: "environments", is: texts, assumed: "every environment", doc: "The environments in which the block exists, by their names, written out. Another block may have the same address in the others."},
}

func (c *construct) attribute(name string) *attribute {
	for i := range c.attrs {
		if c.attrs[i].name == name {
			return &c.attrs[i]
		}
	}
	return nil
}

func (c *construct) nested(name string) *construct {
	for _, n := range c.blocks {
		if n.name == name {
			return n
		}
	}
	return nil
}

// words are the names that may stand in the block, for suggestions.
func (c *construct) words() []string {
	var words []string
	for _, a := range c.attrs {
		words = append(words, a.name)
	}
	for _, n := range c.blocks {
		words = append(words, n.name)
	}
	if c.limits {
		for _, a := range metaAttributes {
			words = append(words, a.name)
		}
	}
	return words
}
