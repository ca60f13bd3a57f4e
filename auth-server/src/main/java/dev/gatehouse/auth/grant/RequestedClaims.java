package dev.gatehouse.auth.grant;

import dev.gatehouse.auth.account.StandardClaims;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Claims that an authorization request asks for one by one.
 *
 * @param userInfo those wanted from the userinfo endpoint
 * @param idToken those wanted in the ID token
 * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#ClaimsParameter">OpenID Connect Core, section
 *     5.5</a>
 */
public record RequestedClaims(Map<String, Wish> userInfo, Map<String, Wish> idToken) {

    /** Nothing asked for. */
    public static final RequestedClaims NONE = new RequestedClaims(Map.of(), Map.of());

    private static final JsonMapper JSON = new JsonMapper();
    private static final int LONGEST = 8_000;

    /**
     * How a claim is wanted.
     *
     * @param essential whether the client can do nothing without it
     * @param values which values will do; none: any
     */
    public record Wish(boolean essential, List<String> values) {}

    /** Tells whether a parameter is one of these at all; a missing one is. */
    public static boolean isWellFormed(@Nullable String parameter) {
        return parameter == null || parse(parameter).isPresent();
    }

    /** Reads the parameter of a request that was found well formed. */
    public static RequestedClaims of(@Nullable String parameter) {
        return parameter == null ? NONE : parse(parameter).orElse(NONE);
    }

    /**
     * Leaves out claims to which there is no right.
     *
     * @param scopes tells which scopes may be counted on; claims that no scope gives right to stay
     */
    public static @Nullable String limited(@Nullable String parameter, Predicate<String> scopes) {
        if (parameter == null || !(JSON.readTree(parameter) instanceof ObjectNode wishes)) {
            return parameter;
        }
        for (var section : List.of("userinfo", "id_token")) {
            if (wishes.get(section) instanceof ObjectNode claims) {
                claims.retain(claims.propertyNames().stream()
                        .filter(claim ->
                                StandardClaims.scopesOf(Set.of(claim)).stream().allMatch(scopes))
                        .toList());
            }
        }
        return wishes.toString();
    }

    private static Optional<RequestedClaims> parse(String parameter) {
        try {
            var json = parameter.length() > LONGEST ? null : JSON.readTree(parameter);
            return json != null && json.isObject() && isSection(json.get("userinfo")) && isSection(json.get("id_token"))
                    ? Optional.of(new RequestedClaims(wishes(json.get("userinfo")), wishes(json.get("id_token"))))
                    : Optional.empty();
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    private static boolean isSection(@Nullable JsonNode section) {
        return section == null
                || section.isNull()
                || section.isObject() && section.valueStream().allMatch(each -> each.isNull() || isWish(each));
    }

    private static boolean isWish(JsonNode wish) {
        var essential = wish.get("essential");
        var values = wish.get("values");
        return wish.isObject() && (essential == null || essential.isBoolean()) && (values == null || values.isArray());
    }

    private static Map<String, Wish> wishes(@Nullable JsonNode section) {
        var wishes = new HashMap<String, Wish>();
        if (section != null && section.isObject()) {
            section.propertyStream().forEach(each -> wishes.put(each.getKey(), wish(each.getValue())));
        }
        return Map.copyOf(wishes);
    }

    private static Wish wish(JsonNode wish) {
        var value = wish.get("value");
        var values = wish.get("values");
        var wanted = Stream.concat(
                        Stream.ofNullable(value), values == null ? Stream.<JsonNode>empty() : values.valueStream())
                .map(each -> each.isString() ? each.asString() : each.toString())
                .toList();
        var essential = wish.get("essential");
        return new Wish(essential != null && essential.asBoolean(), wanted);
    }

    /** Returns the scopes that would give right to what is asked for. */
    public Set<String> scopes() {
        return StandardClaims.scopesOf(Stream.concat(userInfo.keySet().stream(), idToken.keySet().stream())
                .collect(Collectors.toSet()));
    }

    /** Returns the names of the claims that the userinfo endpoint is to tell. */
    public Set<String> ofUserInfo() {
        return userInfo.keySet();
    }

    /** Returns the values of which one is essential in the ID token; none: the client has no such demand. */
    public List<String> demanded(String claim) {
        var wish = idToken.get(claim);
        return wish == null || !wish.essential() ? List.of() : wish.values();
    }

    /** Returns the only value that a claim of the ID token may have, if the request says so. */
    public Optional<String> only(String claim) {
        var wish = idToken.get(claim);
        return wish == null || wish.values().size() != 1
                ? Optional.empty()
                : Optional.of(wish.values().getFirst());
    }
}
