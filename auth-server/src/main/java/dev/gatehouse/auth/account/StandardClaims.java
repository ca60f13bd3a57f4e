package dev.gatehouse.auth.account;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * What can be told about a person, under its standard names.
 *
 * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims">OpenID Connect Core, section
 *     5.1</a>
 */
@Repository
public class StandardClaims {

    /** Which scope gives right to which claims (OpenID Connect Core, section 5.4). */
    private static final Map<String, Set<String>> BY_SCOPE = Map.of(
            "profile",
                    Set.of(
                            "name family_name given_name middle_name nickname preferred_username profile picture website gender birthdate zoneinfo locale updated_at"
                                    .split(" ")),
            "email", Set.of("email", "email_verified"),
            "address", Set.of("address"),
            "phone", Set.of("phone_number", "phone_number_verified"));

    private static final TypeReference<Map<String, Object>> CLAIMS = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final JsonMapper json;

    StandardClaims(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** Returns the names of all claims that can be asked for. */
    public static List<String> names() {
        return BY_SCOPE.values().stream().flatMap(Set::stream).sorted().toList();
    }

    /** Returns the claims that scopes give right to. */
    public static Set<String> ofScopes(Set<String> scopes) {
        return BY_SCOPE.entrySet().stream()
                .filter(each -> scopes.contains(each.getKey()))
                .flatMap(each -> each.getValue().stream())
                .collect(Collectors.toSet());
    }

    /** Returns the scopes that would give right to claims. */
    public static Set<String> scopesOf(Set<String> claims) {
        return BY_SCOPE.entrySet().stream()
                .filter(each -> each.getValue().stream().anyMatch(claims::contains))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /**
     * Returns what is known about a person.
     *
     * @param wanted the claims to return, as far as there is anything to say
     * @return empty if there is no such account any more, or it is closed
     */
    public Optional<Map<String, Object>> of(UUID accountId, Set<String> wanted) {
        return jdbc.sql("""
                        select name, username, email, email_verified, updated_at, profile from account
                        where id = ? and enabled""").param(accountId).query(this::claims).optional().map(all -> {
            all.keySet().retainAll(wanted);
            return all;
        });
    }

    private Map<String, Object> claims(ResultSet row, int number) throws SQLException {
        var claims = new LinkedHashMap<>(json.readValue(row.getString("profile"), CLAIMS));
        claims.put("name", row.getString("name"));
        claims.put("preferred_username", row.getString("username"));
        claims.put("updated_at", row.getTimestamp("updated_at").toInstant().getEpochSecond());
        var email = row.getString("email");
        if (email != null) {
            claims.put("email", email);
            claims.put("email_verified", row.getBoolean("email_verified"));
        }
        return claims;
    }

    /** Writes the claims of a new account that have no column of their own. */
    void add(UUID accountId, @Nullable Map<String, Object> profile) {
        if (profile != null && !profile.isEmpty()) {
            var typed = new LinkedHashMap<String, Object>();
            profile.forEach((name, value) -> typed.put(name, typed(name, value)));
            jdbc.sql("update account set profile = ?::jsonb where id = ?")
                    .params(json.writeValueAsString(typed), accountId)
                    .update();
        }
    }

    /** Settings do not tell {@code "1050"} from {@code 1050}; the standard claims do (section 5.1). */
    private static Object typed(String name, Object value) {
        if (value instanceof Map<?, ?> members) {
            var typed = new LinkedHashMap<String, Object>();
            members.forEach((member, each) -> typed.put(String.valueOf(member), String.valueOf(each)));
            return typed;
        }
        return name.endsWith("_verified") ? Boolean.valueOf(value.toString()) : value.toString();
    }
}
