package dev.gatehouse.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.auth.client.SecretRotation;
import dev.gatehouse.testsupport.HttpBrowser;
import dev.gatehouse.testsupport.ThirdPartyApp;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whoever steals the whole database can do nothing with it: no string in it works anywhere. */
@AuthServerTest
class DumpTests {

    private static final int SHORTEST = 8;
    private static final int THIEVES = 8;
    private static final Pattern WORD = Pattern.compile("[^\\s\"{}\\[\\],]{" + SHORTEST + ",}");

    /** Tests of their own fill these: no mail server is there, and no client that binds its tokens to a key. */
    private static final Set<String> EMPTY_HERE =
            Set.of("outgoing_mail", "outgoing_logout", "registration_token", "mistyped_user_code", "used_proof");

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Autowired
    private Parties parties;

    @Autowired
    private Rows rows;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private SecretRotation rotation;

    /** Flows whose code was issued and not redeemed, so that a code in the dump would work. */
    private final Map<ThirdPartyApp, ThirdPartyApp.Flow> open = new HashMap<>();

    private ThirdPartyApp television;

    /** The browser of a person who was asked for consent and has not answered. */
    private final HttpBrowser waiting = new HttpBrowser();

    @Test
    void noStringOfTheDumpWorksAnywhere() throws Exception {
        forgetOtherTests();
        runAllFlows();
        var strings = dump();
        System.out.printf("dump: %d strings%n", strings.size());
        assertThat(strings).hasSizeGreaterThan(200);

        var real = parties.publicApp().signIn(Parties.ADA, Parties.ADA_PASSWORD);
        assertThat(works(real.text("refresh_token"))).as("a real token").isTrue();
        assertThat(works(real.text("access_token"))).as("a real token").isTrue();
        assertThat(working(strings)).isEmpty();
    }

    /** Each string costs a dozen requests, and those of one kind are worth as much as each other. */
    private void forgetOtherTests() {
        jdbc.sql("truncate authorization_grant, spring_session, security_event, pairwise_subject cascade")
                .update();
    }

    /** Leaves something in every table: spent and live, finished and waiting. */
    private void runAllFlows() {
        for (var app : List.of(parties.confidential(), parties.publicApp(), parties.asking())) {
            var browser = new HttpBrowser();
            var flow = app.begin(Map.of());
            var tokens = app.redeem(app.authorize(browser, flow, Parties.ADA, Parties.ADA_PASSWORD), flow);
            app.refresh(app.refresh(tokens.text("refresh_token")).text("refresh_token"));
            var unfinished = app.begin(Map.of());
            app.authorize(browser, unfinished, Parties.ADA, Parties.ADA_PASSWORD);
            open.put(app, unfinished);
            app.post("revocation_endpoint", Map.of("token", tokens.text("access_token")));
        }
        parties.machine().clientCredentials();
        parties.confidential().push(Map.of());
        television = parties.app("television", null, "openid");
        television.post("device_authorization_endpoint", Map.of());
        parties.app("pairwise", Parties.SECRET, "openid").signIn(Parties.ADA, Parties.ADA_PASSWORD);
        mistypeName();
        jdbc.sql("delete from consent").update();
        waitForConsent();
        parties.asking().signIn(Parties.ADA, Parties.ADA_PASSWORD);
        rotation.rotate(
                jdbc.sql("select id from client where client_id = 'other'")
                        .query(UUID.class)
                        .single(),
                Duration.ofHours(1));
        for (var table : tables()) {
            if (!EMPTY_HERE.contains(table)) {
                assertThat(rows.count(table)).as(table).isPositive();
            }
        }
    }

    /** Types the password where the name belongs. */
    private void mistypeName() {
        var browser = new HttpBrowser();
        var page = browser.get(URI.create(parties.issuer() + "/login"));
        browser.submit(page, Map.of("username", Parties.ADA_PASSWORD, "password", "?"));
    }

    private void waitForConsent() {
        var app = parties.asking();
        var page = waiting.followToPage(waiting.get(app.begin(Map.of()).address()));
        waiting.submit(page, Map.of("username", "grace", "password", "nanoseconds-in-my-hand"));
        var consent = waiting.followToPage(waiting.get(app.begin(Map.of()).address()));
        assertThat(consent.body()).contains("The Asking App");
    }

    private List<String> tables() {
        return jdbc.sql("select table_name from information_schema.tables where table_schema = 'public'")
                .query(String.class)
                .list();
    }

    private Set<String> dump() {
        var strings = new LinkedHashSet<String>();
        for (var table : tables()) {
            jdbc.sql("select row_to_json(t)::text from " + table + " t").query(String.class).list().stream()
                    .flatMap(row -> WORD.matcher(row).results())
                    .map(match -> match.group().replaceFirst("^[a-z_]+:", ""))
                    .flatMap(DumpTests::spellings)
                    .filter(string -> string.length() >= SHORTEST)
                    .forEach(strings::add);
        }
        return strings;
    }

    /** Binary columns come as hexadecimal digits; a thief would try them in every way that tokens are written. */
    private static Stream<String> spellings(String word) {
        if (!word.startsWith("\\\\x") || word.length() % 2 == 0) {
            return Stream.of(word);
        }
        var bytes = HexFormat.of().parseHex(word.substring(3));
        var url = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return Stream.of(
                word.substring(3), url, "gh_rt_" + url, "gh_ac_" + url, "gh_cs_" + url, "gh_ru_" + url, "gh_dc_" + url);
    }

    private List<String> working(Set<String> strings) throws Exception {
        var working = new ArrayList<String>();
        try (var thieves = Executors.newFixedThreadPool(THIEVES)) {
            var attempts = new LinkedHashMap<String, Future<Boolean>>();
            strings.forEach(string -> attempts.put(string, thieves.submit(() -> works(string))));
            for (var attempt : attempts.entrySet()) {
                if (attempt.getValue().get()) {
                    working.add(attempt.getKey());
                }
            }
        }
        return working;
    }

    private boolean works(String string) throws Exception {
        return isGranted(parties.publicApp().refresh(string))
                || isGranted(parties.confidential().refresh(string))
                || open.entrySet().stream()
                        .anyMatch(each -> isGranted(each.getKey().redeem(string, each.getValue())))
                || isGranted(parties.app("machine", string, "notes.read").clientCredentials())
                || parties.confidential().userInfo(string).status() == 200
                || isActive(string)
                || opensSession(string)
                || opensConsent(string)
                || isDeviceCode(string)
                || isRequest(string);
    }

    private boolean isDeviceCode(String string) {
        return !television
                .token(Map.of("grant_type", "urn:ietf:params:oauth:grant-type:device_code", "device_code", string))
                .text("error")
                .equals("invalid_grant");
    }

    private boolean isRequest(String string) throws Exception {
        var address = parties.confidential().withRequestUri("urn:ietf:params:oauth:request_uri:" + string);
        return status(HttpRequest.newBuilder(address)) != 400;
    }

    private static boolean isGranted(ThirdPartyApp.Answer answer) {
        assertThat(answer.status()).isLessThan(500);
        return answer.status() == 200;
    }

    private boolean isActive(String string) {
        var answer = parties.confidential().post("introspection_endpoint", Map.of("token", string));
        return answer.json().path("active").asBoolean(false);
    }

    private boolean opensSession(String string) throws Exception {
        if (!string.matches("[!-~&&[^;,\"\\\\]]+")) {
            return false;
        }
        return status(HttpRequest.newBuilder(URI.create(parties.issuer() + "/"))
                        .header("Cookie", "auth-server-session=" + string))
                == 200;
    }

    private static int status(HttpRequest.Builder request) throws Exception {
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private boolean opensConsent(String string) {
        var address =
                URI.create(parties.issuer() + "/consent?state=" + URLEncoder.encode(string, StandardCharsets.UTF_8));
        return waiting.get(address).statusCode() == 200;
    }
}
