package syntax

import (
	"bytes"
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// A Body is what stands between the braces of a block, or in a file: each list in the order written.
type Body struct {
	Attrs  []Attr
	Blocks []*Block
}

// A Block is a block with its labels. Its Span is the header: the type to the last label.
type Block struct {
	Type     string
	TypeSpan source.Span
	Labels   []Label
	Span     source.Span
	Body     Body

	Comments []source.Span // of a top-level block: those in it and right above it that speak to us, from dvpolicy: on, in order
}

// A Label is one label of a block; its Span includes the quotes.
type Label struct {
	Text string
	Span source.Span
}

// An Attr is name = expression.
type Attr struct {
	Name     string
	NameSpan source.Span
	Expr     Expr
}

// Parse reads one policy file into blocks. What cannot be read is reported; what can be read is returned also then. It returns for any
// bytes at all: what HCL's parser could not bear is refused before.
func Parse(file *source.File, diags *diag.List) *Body {
	b := &builder{
		tree:  &tree{file: file},
		diags: diags,
		texts: map[string]string{},
		items: map[*hclsyntax.AnonSymbolExpr]string{},
	}
	body := &Body{}
	errors := 0
	before := diags.Len()
	pieces, comments := guarded(file, diags)
	var blocks []extent
	tokens := 0
	for _, p := range pieces {
		tokens += p.tokens
	}
	b.tree.nodes = make([]node, 0, tokens/3) // about what policies have
	for _, p := range pieces {
		parsed, problems := hclsyntax.ParseConfig(file.Text[p.start:p.end], file.Name, hcl.Pos{Byte: p.start, Line: 1, Column: 1})
		if errors += len(problems); !reportSyntax(file, problems, errors, diags) {
			break
		}
		part := b.body(parsed.Body.(*hclsyntax.Body))
		body.Attrs, body.Blocks = append(body.Attrs, part.Attrs...), append(body.Blocks, part.Blocks...)
		if len(comments) > 0 {
			blocks = append(blocks, extents(file.Text, part.Blocks, parsed.Body.(*hclsyntax.Body).Blocks)...)
		}
		clear(b.items)
	}
	if alone := attach(file.Text, comments, blocks); diags.Len() == before { // where something is not read, what a comment belongs to may be
		misplaced(alone, diags)
	}
	body.Attrs = once(body.Attrs, diags)
	if nodes := b.tree.nodes; cap(nodes) > len(nodes)+len(nodes)/4 {
		b.tree.nodes = append(make([]node, 0, len(nodes)), nodes...)
	}
	return body
}

// once reports attributes that two pieces of a file have.
func once(attrs []Attr, diags *diag.List) []Attr {
	if len(attrs) < 2 {
		return attrs
	}
	seen := make(map[string]source.Span, len(attrs))
	return slices.DeleteFunc(attrs, func(a Attr) bool {
		before, twice := seen[a.Name]
		if twice {
			diags.Errorf(diag.DuplicateKey, a.NameSpan, "the attribute %q is here twice", a.Name).Note(before, "%q is first here", a.Name)
			return true
		}
		seen[a.Name] = a.NameSpan
		return false
	})
}

func (b *builder) body(from *hclsyntax.Body) Body {
	if from == nil {
		return Body{}
	}
	return Body{Attrs: b.attrs(from.Attributes), Blocks: b.blocks(from.Blocks)}
}

func (b *builder) attrs(from hclsyntax.Attributes) []Attr {
	if len(from) == 0 {
		return nil
	}
	// HCL keeps attributes in a map.
	sorted := make([]*hclsyntax.Attribute, 0, len(from))
	for _, a := range from {
		if a != nil {
			sorted = append(sorted, a)
		}
	}
	slices.SortFunc(sorted, func(a, b *hclsyntax.Attribute) int {
		return cmp.Compare(a.NameRange.Start.Byte, b.NameRange.Start.Byte)
	})
	attrs := make([]Attr, len(sorted))
	for i, a := range sorted {
		attrs[i] = Attr{Name: b.keep(a.Name), NameSpan: b.span(a.NameRange), Expr: b.expr(a.Expr)}
	}
	return attrs
}

func (b *builder) blocks(from hclsyntax.Blocks) []*Block {
	if len(from) == 0 {
		return nil
	}
	blocks := make([]*Block, len(from))
	for i, f := range from {
		block := &Block{Type: b.keep(f.Type), TypeSpan: b.span(f.TypeRange)}
		block.Span = block.TypeSpan
		for j, label := range f.Labels {
			l := Label{b.keep(cty.NormalizeString(label)), b.span(f.LabelRanges[j])} // as strings in expressions are
			block.Labels = append(block.Labels, l)
			block.Span = block.Span.To(l.Span)
		}
		block.Body = b.body(f.Body)
		blocks[i] = block
	}
	return blocks
}

// More than this many syntax errors say nothing new about a file.
const maxSyntaxErrors = 200

// reportSyntax is false when enough was said of the file.
func reportSyntax(file *source.File, problems hcl.Diagnostics, total int, diags *diag.List) bool {
	said := make(map[int]bool, len(problems))
	for i, p := range problems {
		if p.Subject != nil && said[p.Subject.Start.Byte] {
			continue // what follows from the first problem at the place
		}
		if p.Subject != nil {
			said[p.Subject.Start.Byte] = true
		}
		if total-len(problems)+i >= maxSyntaxErrors {
			diags.Errorf(diag.Syntax, spanOf(file, p.Subject), "there are more syntax errors from here on")
			return false
		}
		d := diags.Errorf(diag.Syntax, spanOf(file, p.Subject), "%s", syntaxMessage(p))
		if p.Summary == "Attribute redefined" {
			d.Code, d.Message = diag.DuplicateKey, fmt.Sprintf("the attribute %q is here twice", d.Span.Text())
			if first := setBefore(file, p.Detail, d.Span.Text()); first.Known() {
				d.Note(first, "%q is first here", d.Span.Text())
			}
		}
	}
	return true
}

// setBefore is the place of the first of two attributes of one name. HCL says its line, and only in words.
func setBefore(file *source.File, detail, name string) source.Span {
	m := placeInWords.FindStringSubmatch(detail)
	if m == nil {
		return source.Span{}
	}
	line, _ := strconv.Atoi(m[1])
	start := 0
	for range line - 1 {
		start += bytes.IndexByte(file.Text[start:], '\n') + 1
	}
	at := strings.Index(file.LineText(line), name)
	if at < 0 {
		return source.Span{}
	}
	start += at
	return source.Span{File: file, Start: int32(start), End: int32(start + len(name))}
}

var placeInWords = regexp.MustCompile(`:(\d+),\d+-\d+\. `)

func spanOf(file *source.File, r *hcl.Range) source.Span {
	if r == nil {
		return source.Span{File: file}
	}
	start := min(max(r.Start.Byte, 0), len(file.Text))
	end := min(max(r.End.Byte, start), len(file.Text))
	return source.Span{File: file, Start: int32(start), End: int32(end)}
}

// syntaxMessage is a message of HCL's parser in our manner: one clause, lower case, no full stop.
func syntaxMessage(p *hcl.Diagnostic) string {
	if own, ok := syntaxMessages[p.Summary]; ok {
		return own
	}
	return clause(p.Detail)
}

// Messages of HCL that are long or unclear, by their summary.
var syntaxMessages = map[string]string{
	"Argument or block definition required":           "an attribute (name = value) or a block (type \"label\" { ... }) belongs here",
	"Invalid block definition":                        "a block must look like type \"label\" { ... }, with the brace on the same line",
	"Unclosed configuration block":                    "this block is never closed: a } is missing",
	"Unclosed configuration body":                     "this body is never closed: a } is missing",
	"Missing newline after argument":                  "an attribute must end with a new line",
	"Unexpected comma after argument":                 "an attribute ends with a new line, not with a comma",
	"Missing newline after block definition":          "a block must end with a new line",
	"Invalid single-argument block definition":        "a block on one line may hold one attribute only, and closes on that line",
	"Argument definition required":                    "a block on one line may hold one attribute only: put the nested block on lines of its own",
	"Invalid argument name":                           "the name of an attribute must not be in quotes",
	"Invalid expression":                              "an expression belongs here",
	"Missing expression":                              "an expression belongs here, but the file ends",
	"Unterminated template string":                    "this string is never closed",
	"Unterminated string literal":                     "this string is never closed",
	"Invalid multi-line string":                       "a string in quotes cannot go over several lines: use \\n or <<EOT",
	"Unclosed template interpolation sequence":        "this ${ is never closed",
	"Extra characters after interpolation expression": "a } belongs here, to close ${ (for a plain ${ write $${)",
	"Invalid character":                               "this character has no place here",
	"Unterminated tuple constructor expression":       "this list is never closed: a ] is missing",
	"Unterminated object constructor expression":      "this object is never closed: a } is missing",
	"Unterminated function call":                      "this call is never closed: a ) is missing",
	"Missing key/value separator":                     "an = belongs here, between a key and its value",
	"Missing attribute value":                         "a value is missing: name = value",
	"Missing attribute separator":                     "a comma or a new line belongs here",
	"Missing item separator":                          "a comma belongs here",
	"Missing argument separator":                      "a comma belongs here",
	"Missing close bracket on index":                  "a ] belongs here",
	"Missing close bracket on splat index":            "a ] belongs here, right after the *",
	"Unbalanced parentheses":                          "a ) belongs here",
	"Missing false expression in conditional":         "a : belongs here: condition ? value : other value",
	"Invalid number literal":                          "this is not a number",
	"Unexpected end of template":                      "a directive of this template is never closed: %{ endif } or %{ endfor } is missing",
}

// clause is the first sentence of a text, in lower case, without a full stop.
func clause(text string) string {
	text, _, _ = strings.Cut(text, "\n")
	if i := strings.Index(text, ". "); i >= 0 {
		text = text[:i]
	}
	text = strings.TrimSuffix(strings.TrimSpace(text), ".")
	return lowerFirst(text)
}
