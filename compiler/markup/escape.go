package markup

import "strings"

// Escape is a value as Dataverse writes it between the quotes of an attribute: the apostrophe and what is not ASCII stay as they are.
func Escape(value string) string { return inAttribute.Replace(value) }

// EscapeText is a text as Dataverse writes it between tags.
func EscapeText(text string) string { return inText.Replace(text) }

var (
	inAttribute = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\n", "&#xA;", "\r", "&#xD;", "\t", "&#x9;")
	inText      = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#xD;")
)
