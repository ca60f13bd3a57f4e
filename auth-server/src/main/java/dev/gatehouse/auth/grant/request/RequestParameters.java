package dev.gatehouse.auth.grant.request;

import com.nimbusds.jwt.JWTClaimsSet;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The parameters of an authorization request, each with its values. */
record RequestParameters(Map<String, List<String>> values) {

    /** What says how a request object was made, and is no parameter (RFC 9101, section 4). */
    private static final Set<String> OF_OBJECT = Set.of("iss", "aud", "exp", "nbf", "iat", "jti", "sub");

    static RequestParameters of(Map<String, String[]> parameters) {
        var values = new LinkedHashMap<String, List<String>>();
        parameters.forEach((name, each) -> values.put(name, Arrays.asList(each)));
        return new RequestParameters(values);
    }

    /** Reads the members of a request object; what is no text is written as JSON, as a parameter would be. */
    static RequestParameters of(JWTClaimsSet object, JsonMapper json) {
        var values = new LinkedHashMap<String, List<String>>();
        object.getClaims().forEach((name, value) -> {
            if (value != null && !OF_OBJECT.contains(name)) {
                values.put(name, texts(value, json));
            }
        });
        return new RequestParameters(values);
    }

    private static List<String> texts(Object value, JsonMapper json) {
        return switch (value) {
            case String text -> List.of(text);
            case List<?> many -> many.stream().map(String::valueOf).toList();
            case Map<?, ?> members -> List.of(json.writeValueAsString(members));
            default -> List.of(value.toString());
        };
    }

    /** Tells whether all values are what a parameter could have carried; JSON can say more than that. */
    boolean areText() {
        return values.entrySet().stream()
                .flatMap(each -> Stream.concat(Stream.of(each.getKey()), each.getValue().stream()))
                .allMatch(text -> text.indexOf(0) < 0
                        && StandardCharsets.UTF_8.newEncoder().canEncode(text));
    }

    /** Tells whether a parameter that may come once has several values; only {@code resource} may (RFC 8707). */
    boolean isAmbiguous() {
        return values.entrySet().stream()
                .anyMatch(each -> each.getValue().size() > 1 && !each.getKey().equals("resource"));
    }

    /** Returns a parameter that came once. */
    @Nullable
    String single(String name) {
        var all = values.get(name);
        return all == null || all.size() != 1 || all.getFirst().isEmpty() ? null : all.getFirst();
    }

    RequestParameters ofClient(String clientId) {
        var all = new LinkedHashMap<>(values);
        all.put("client_id", List.of(clientId));
        return new RequestParameters(all);
    }

    RequestParameters without(Set<String> names) {
        var rest = new LinkedHashMap<>(values);
        rest.keySet().removeAll(names);
        return new RequestParameters(rest);
    }

    RequestRules.Checked checked() {
        var further = new LinkedHashMap<String, Object>();
        values.forEach((name, each) -> further.put(name, each.size() == 1 ? each.getFirst() : each));
        var scope = single("scope");
        return new RequestRules.Checked(
                single("redirect_uri"),
                scope == null ? Set.of() : Set.copyOf(List.of(scope.strip().split(" +"))),
                further);
    }

    Map<String, String[]> map() {
        var map = new LinkedHashMap<String, String[]>();
        values.forEach((name, each) -> map.put(name, each.toArray(String[]::new)));
        return map;
    }

    String query() {
        return values.entrySet().stream()
                .flatMap(each -> each.getValue().stream().map(value -> encode(each.getKey()) + "=" + encode(value)))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
