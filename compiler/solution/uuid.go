package solution

import (
	"crypto/sha1"
	"encoding/hex"
	"hash/fnv"
	"strings"
)

// idSpace is the namespace of the ids that are derived here: UUID version 5 of https://github.com/dvpolicy/dvpolicy in that of URLs.
// It must never change: every id that was ever derived would.
var idSpace = [16]byte{0x73, 0xc0, 0xd3, 0x0f, 0xfb, 0xdb, 0x55, 0x0f, 0x84, 0x68, 0xa5, 0xc0, 0x2b, 0x30, 0x0f, 0xb9}

// ID derives the id of a new role or profile: UUID version 5 of the publisher's unique name, what it is, and its name. Their case does
// not count, as it does not in Dataverse.
func ID(publisher, kind, name string) string {
	return uuid5(idSpace, strings.ToLower(publisher)+"\x00"+kind+"\x00"+strings.ToLower(name))
}

// https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-5
func uuid5(space [16]byte, name string) string {
	sum := sha1.Sum(append(space[:], name...))
	sum[6] = sum[6]&0x0f | 0x50
	sum[8] = sum[8]&0x3f | 0x80
	s := hex.EncodeToString(sum[:16])
	return s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:]
}

// optionPrefix is what the values of a publisher's choices begin with: 10000 to 99999, always the same for a prefix.
func optionPrefix(prefix string) int {
	h := fnv.New32a()
	h.Write([]byte(strings.ToLower(prefix)))
	return 10000 + int(h.Sum32()%90000)
}
