package markup

var (
	isSpace     = bytesOf(" \t\r\n")
	isNameStart = bytesOf(letters + ":_")
	isName      = bytesOf(letters + ":_-.0123456789")
	endsPlain   = bytesOf("\"'<&\t\r\n") // in a value
)

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

func bytesOf(chars string) (t [256]bool) {
	for i := range len(chars) {
		t[chars[i]] = true
	}
	return t
}

// The characters beyond ASCII that may begin a name: https://www.w3.org/TR/xml/#NT-NameStartChar
var nameStarts = [...][2]rune{
	{0xC0, 0xD6}, {0xD8, 0xF6}, {0xF8, 0x2FF}, {0x370, 0x37D}, {0x37F, 0x1FFF}, {0x200C, 0x200D}, {0x2070, 0x218F},
	{0x2C00, 0x2FEF}, {0x3001, 0xD7FF}, {0xF900, 0xFDCF}, {0xFDF0, 0xFFFC}, {0x10000, 0xEFFFF},
}

func nameStartRune(r rune) bool {
	for _, in := range nameStarts {
		if in[0] <= r && r <= in[1] {
			return true
		}
	}
	return false
}

// nameRune reports whether a character beyond ASCII may be in a name.
func nameRune(r rune) bool {
	return nameStartRune(r) || r == 0xB7 || 0x300 <= r && r <= 0x36F || r == 0x203F || r == 0x2040
}

// validRune reports whether XML has a character: https://www.w3.org/TR/xml/#NT-Char
func validRune(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || 0x20 <= r && r <= 0xD7FF || 0xE000 <= r && r <= 0xFFFD || 0x10000 <= r && r <= 0x10FFFF
}
