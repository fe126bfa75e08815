package syntax

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// Why an edit cannot be made.
var (
	errElsewhere = errors.New("it is not written out in its block")
	errTwice     = errors.New("another fix changes the same place")
	errDirective = errors.New("a dvpolicy comment would go with it")
	errComment   = errors.New("a comment would go with it")
)

// Edit is the text of a file after edits of it. All are made in one go, so that two that empty a list take it away; what cannot be made has
// an error, in the list that is parallel to edits, and nothing of it is done. Lines that no edit touches stay as they are, unless the file
// is in canonical form: then it still is.
func Edit(file *source.File, edits []source.Edit) ([]byte, []error) {
	errs := make([]error, len(edits))
	for {
		e := &editor{file: file, text: file.Text, errs: slices.Clone(errs)}
		for _, p := range guard(file, &diag.List{}) {
			e.piece(p, edits)
		}
		for i := range edits {
			if errs[i] == nil && !e.made[i] && e.errs[i] == nil {
				e.errs[i] = errElsewhere
			}
		}
		after := e.join()
		if failed := slices.IndexFunc(e.errs, func(err error) bool { return err != nil }); failed < 0 || slices.Equal(errs, e.errs) {
			return e.canonical(after), errs
		}
		errs = e.errs // the others once more, without them
	}
}

// An editor is on its way through a file.
type editor struct {
	file    *source.File
	text    []byte
	errs    []error
	made    map[int]bool
	comment []span // of the piece, in order
	splices []splice
}

// A span is the bytes [start, end).
type span struct{ start, end int }

func (s span) is(at source.Span) bool { return s.start == int(at.Start) && s.end == int(at.End) }

func spanOfRange(r hcl.Range) span { return span{r.Start.Byte, r.End.Byte} }

// piece makes the edits of a piece of the file, block by block.
func (e *editor) piece(p piece, edits []source.Edit) {
	wanted := map[int][]int{} // by the start of the block's header
	for i, w := range edits {
		if at := int(w.Block.Start); e.errs[i] == nil && w.Block.File == e.file && p.start <= at && at < p.end {
			wanted[at] = append(wanted[at], i)
		}
	}
	if len(wanted) == 0 {
		return
	}
	text, from := e.text[p.start:p.end], hcl.Pos{Byte: p.start, Line: 1, Column: 1}
	parsed, problems := hclsyntax.ParseConfig(text, e.file.Name, from)
	if problems.HasErrors() {
		return
	}
	tokens, _ := hclsyntax.LexConfig(text, e.file.Name, from)
	e.comment = nil
	for _, t := range tokens {
		if t.Type == hclsyntax.TokenComment {
			e.comment = append(e.comment, spanOfRange(t.Range))
		}
	}
	e.blocks(parsed.Body.(*hclsyntax.Body).Blocks, edits, wanted)
}

func (e *editor) blocks(all hclsyntax.Blocks, edits []source.Edit, wanted map[int][]int) {
	for _, b := range all {
		if these := wanted[b.TypeRange.Start.Byte]; len(these) > 0 {
			e.block(b, edits, these)
		}
		e.blocks(b.Body.Blocks, edits, wanted)
	}
}

// block makes the edits of one block: first what goes, so that what is left empty goes too.
func (e *editor) block(b *hclsyntax.Block, edits []source.Edit, these []int) {
	root := newBody(b, nil)
	var added []string
	by := these[0]
	for _, i := range these {
		w := edits[i]
		var err error
		switch w.Do {
		case source.Take:
			err = root.takeOut(w, i)
		case source.Set:
			err = e.set(b, w, i)
		case source.Add:
			added = append(added, w.Text)
			by = i
		}
		if e.errs[i] = err; err == nil {
			e.make(i)
		}
	}
	e.cuts(root)
	if len(added) > 0 {
		e.add(b, added, by)
	}
}

func (e *editor) make(i int) {
	if e.made == nil {
		e.made = map[int]bool{}
	}
	e.made[i] = true
}

// set gives an attribute of a block a value. One that is there must be a literal: the value of anything else belongs to others too.
func (e *editor) set(b *hclsyntax.Block, w source.Edit, by int) error {
	if a := b.Body.Attributes[w.Name]; a != nil {
		if _, literal := a.Expr.(*hclsyntax.LiteralValueExpr); !literal {
			return errElsewhere
		}
		e.splices = append(e.splices, splice{spanOfRange(a.Expr.Range()), w.Text, by, false})
		return nil
	}
	eol, indent := e.eol(), e.indent(b.TypeRange.Start.Byte)
	inner := span{b.OpenBraceRange.End.Byte, b.CloseBraceRange.Start.Byte}
	line := indent + "  " + w.Name + " = " + w.Text + eol
	if between := e.text[inner.start:inner.end]; bytes.IndexByte(between, '\n') < 0 {
		text := " " + w.Name + " = " + w.Text + " "
		if said := strings.TrimSpace(string(between)); said != "" {
			text = eol + indent + "  " + said + eol + line + indent
		}
		e.splices = append(e.splices, splice{inner, text, by, false})
		return nil
	}
	at := e.nextLine(inner.start)
	for _, a := range b.Body.Attributes {
		at = max(at, e.below(a.Expr.Range().End.Byte))
	}
	e.splices = append(e.splices, splice{span{at, at}, line, by, false})
	return nil
}

// add puts blocks behind another: below it where that has one line, else after an empty line.
func (e *editor) add(b *hclsyntax.Block, added []string, by int) {
	eol := e.eol()
	at := e.nextLine(b.CloseBraceRange.End.Byte)
	text := strings.Join(added, eol) + eol
	if bytes.IndexByte(e.text[b.OpenBraceRange.End.Byte:b.CloseBraceRange.Start.Byte], '\n') >= 0 {
		text = eol + text
		if at < len(e.text) && len(bytes.TrimSpace(e.text[at:e.nextLine(at)])) > 0 {
			text += eol
		}
	}
	if at == len(e.text) && !bytes.HasSuffix(e.text, []byte("\n")) {
		text = eol + text
	}
	e.splices = append(e.splices, splice{span{at, at}, text, by, false})
}

// eol is how the lines of the file end.
func (e *editor) eol() string {
	if i := bytes.IndexByte(e.text, '\n'); i > 0 && e.text[i-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}

// indent is the white space that the line of a place begins with.
func (e *editor) indent(at int) string {
	start := e.lineStart(at)
	end := start
	for end < at && blank(e.text[end]) {
		end++
	}
	return string(e.text[start:end])
}

func (e *editor) lineStart(at int) int { return bytes.LastIndexByte(e.text[:at], '\n') + 1 }

// nextLine is where the line after that of a place begins.
func (e *editor) nextLine(at int) int {
	if i := bytes.IndexByte(e.text[at:], '\n'); i >= 0 {
		return at + i + 1
	}
	return len(e.text)
}

// below is where the line begins that follows an expression. A heredoc ends with its line.
func (e *editor) below(end int) int {
	if e.text[end-1] == '\n' {
		return end
	}
	return e.nextLine(end)
}

func blank(b byte) bool { return b == ' ' || b == '\t' || b == '\r' }

// canonical brings a text into canonical form if the file is in it, whatever its line breaks.
func (e *editor) canonical(after []byte) []byte {
	if bytes.Equal(after, e.text) || !isCanonical(e.file) {
		return after
	}
	formatted, ok := Format(&source.File{Name: e.file.Name, Text: after}, &diag.List{})
	if !ok {
		return after
	}
	if e.eol() == "\r\n" {
		formatted = bytes.ReplaceAll(withLineFeeds(formatted), []byte("\n"), []byte("\r\n"))
	}
	if bytes.HasPrefix(e.text, bom) {
		formatted = append(slices.Clone(bom), formatted...)
	}
	return formatted
}

func isCanonical(file *source.File) bool {
	formatted, ok := Format(file, &diag.List{})
	text := bytes.TrimPrefix(file.Text, bom)
	if bytes.Count(text, []byte("\r\n")) == bytes.Count(text, []byte("\n")) {
		text, formatted = withLineFeeds(text), withLineFeeds(formatted)
	}
	return ok && bytes.Equal(formatted, text)
}
