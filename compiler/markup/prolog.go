package markup

import (
	"bytes"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
)

const byteOrderMark = "\uFEFF"

// prolog reads the byte order mark and the XML declaration, where they are there.
func (p *parser) prolog() bool {
	for _, utf16 := range []string{"\xFF\xFE", "\xFE\xFF"} {
		if bytes.HasPrefix(p.text, []byte(utf16)) {
			return p.failAs(diag.InvalidUTF8, 0, 0, "the file is UTF-16: expected UTF-8")
		}
	}
	if bytes.HasPrefix(p.text, []byte(byteOrderMark)) {
		p.at = len(byteOrderMark)
	}
	const begin = "<?xml"
	if !bytes.HasPrefix(p.text[p.at:], []byte(begin)) || p.nameEnd(p.at+len("<?")) > p.at+len(begin) {
		return true
	}
	at := p.at
	p.at += len(begin)
	if !p.attributes() {
		return false
	}
	if !bytes.HasPrefix(p.text[p.at:], []byte("?>")) {
		return p.fail(at, p.at, `the XML declaration is not closed: expected "?>"`)
	}
	p.at += len("?>")
	return p.checkDeclaration(at)
}

// The XML declaration says these, in this order, the first one always.
var declared = [...]struct{ name, expected string }{
	{"version", "1.0"}, {"encoding", "utf-8"}, {"standalone", "yes no"},
}

func (p *parser) checkDeclaration(at int) bool {
	next := 0
	for _, a := range p.attrs {
		name, value := p.string(a.name), p.string(a.value)
		for next < len(declared) && declared[next].name != name {
			next++
		}
		if next == len(declared) {
			return p.fail(a.name.start, a.name.end, "%q in the XML declaration: expected version, encoding, standalone, in this order", p.quoted(a.name))
		}
		expected := declared[next].expected
		if value == "" || !strings.Contains(" "+expected+" ", " "+strings.ToLower(value)+" ") {
			return p.fail(a.value.start, a.value.end, "%s %q: expected %q", name, p.quoted(a.value), expected)
		}
		next++
	}
	if len(p.attrs) == 0 || p.string(p.attrs[0].name) != "version" {
		return p.fail(at, p.at, `the XML declaration has no version: expected version="1.0" in it`)
	}
	return true
}

// declaration reads what begins with <!: a comment, CDATA, or what is refused.
func (p *parser) declaration() bool {
	rest := p.text[p.at:]
	switch {
	case bytes.HasPrefix(rest, []byte("<!--")):
		return p.comment()
	case bytes.HasPrefix(rest, []byte("<![CDATA[")):
		return p.cdata()
	case bytes.HasPrefix(rest, []byte("<!DOCTYPE")):
		return p.fail(p.at, p.at+len("<!DOCTYPE"), "a document type is not read: solutions have none, and it could declare entities")
	}
	return p.fail(p.at, p.at+2, `"<!" begins neither a comment nor CDATA`)
}

func (p *parser) comment() bool {
	at := p.at
	end := p.index(at+len("<!--"), "--")
	if end == len(p.text) {
		return p.fail(at, at+len("<!--"), `the comment is not closed: expected "-->"`)
	}
	if end+2 == len(p.text) || p.text[end+2] != '>' {
		return p.fail(end, end+2, `"--" in a comment`)
	}
	p.at = end + len("-->")
	return true
}

func (p *parser) cdata() bool {
	at, start := p.at, p.at+len("<![CDATA[")
	if len(p.open) == 1 {
		return p.textOutside(at)
	}
	end := p.index(start, "]]>")
	if end == len(p.text) {
		return p.fail(at, start, `CDATA is not closed: expected "]]>"`)
	}
	p.at = end + len("]]>")
	f := &p.open[len(p.open)-1]
	if f.size += end - start; f.size > maxValue {
		return p.failAs(diag.LimitExceeded, f.name.start, f.name.end, "the text of <%s> has more than %d MiB", p.quoted(f.name), maxValue>>20)
	}
	f.solid = true
	if f.element != nil {
		f.text = append(f.text, lineBreaks(p.text[start:end])...)
	}
	return true
}

// lineBreaks is a text with \n for each line break.
func lineBreaks(text []byte) []byte {
	if bytes.IndexByte(text, '\r') < 0 {
		return text
	}
	text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	return bytes.ReplaceAll(text, []byte("\r"), []byte("\n"))
}

// instruction reads over a processing instruction.
func (p *parser) instruction() bool {
	at := p.at
	target := mark{at + 2, p.nameEnd(at + 2)}
	if target.start == target.end {
		return p.fail(at, at+2, `"<?" begins no processing instruction: expected a name`)
	}
	if strings.EqualFold(p.string(target), "xml") {
		return p.fail(at, target.end, "an XML declaration that is not at the start of the file")
	}
	end := p.index(target.end, "?>")
	if end == len(p.text) {
		return p.fail(at, target.end, `the processing instruction is not closed: expected "?>"`)
	}
	if end > target.end && !isSpace[p.text[target.end]] {
		return p.fail(target.start, target.end+1, "the name of a processing instruction is not one")
	}
	p.at = end + len("?>")
	return true
}
