package dev.gatehouse.auth.client.jwk;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.text.ParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Reads JWK Sets of others. A key that is of no use here, for its curve, say, does not make the others useless.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7517#section-5">RFC 7517, section 5</a>
 */
final class KeySets {

    private KeySets() {}

    /** Returns the members of a set, whether they are of use or not. */
    static List<Map<String, Object>> members(String json) throws ParseException {
        var members = JSONObjectUtils.getJSONObjectArray(JSONObjectUtils.parse(json), "keys");
        if (members == null) {
            throw new ParseException("There are no keys in it", 0);
        }
        return List.copyOf(Arrays.asList(members));
    }

    /** Returns the public keys of a set that are of use. */
    static List<JWK> publicKeys(String json) throws ParseException {
        return publicKeys(members(json));
    }

    static List<JWK> publicKeys(List<Map<String, Object>> members) {
        return members.stream().flatMap(KeySets::key).toList();
    }

    /** Tells whether a member gives a secret away, be it of use or not (RFC 7518, section 6). */
    static boolean isSecret(Map<String, Object> member) {
        return member.containsKey("d") || member.containsKey("k") || member.containsKey("priv");
    }

    private static Stream<JWK> key(Map<String, Object> member) {
        if (isSecret(member)) {
            return Stream.empty();
        }
        try {
            return Stream.of(JWK.parse(member));
        } catch (ParseException | RuntimeException _) {
            // The library trusts some members more than it should.
            return Stream.empty();
        }
    }
}
