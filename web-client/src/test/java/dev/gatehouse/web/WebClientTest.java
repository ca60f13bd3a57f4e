package dev.gatehouse.web;

import static java.net.URLEncoder.encode;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testsupport.HttpBrowser;
import dev.gatehouse.testsupport.TestDatabase;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.web.util.UriComponentsBuilder;

/** This program over HTTP, with its own database and with doubles of the issuer and the API. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@Import({TestDatabase.class, Parties.class})
public abstract class WebClientTest {

    @Autowired
    protected IssuerDouble issuer;

    @Autowired
    @Qualifier("api")
    protected ServerDouble api;

    @LocalServerPort
    private int port;

    /** The address of a path of this program. */
    protected final URI at(String path) {
        return URI.create("http://localhost:" + port + path);
    }

    /** What the issuer is asked for, by name. */
    protected final Map<String, String> begin(HttpBrowser browser, String path) {
        var address = HttpBrowser.location(browser.get(at(path)));
        assertThat(address.toString()).startsWith(issuer.address() + "/authorize?");
        return UriComponentsBuilder.fromUri(address).build().getQueryParams().toSingleValueMap().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> java.net.URLDecoder.decode(each.getValue(), UTF_8)));
    }

    /** Comes back from the issuer, where the person has signed in. */
    protected final HttpResponse<String> finish(HttpBrowser browser, Map<String, String> asked, String person) {
        return browser.get(callback(asked, issuer.code(person, asked.get("nonce"))));
    }

    /** The address with which the issuer sends a browser back. */
    protected final URI callback(Map<String, String> asked, String code) {
        return at("/login/oauth2/code/gatehouse?code=" + code + "&state=" + encode(asked.get("state"), UTF_8) + "&iss="
                + encode(issuer.address(), UTF_8));
    }

    /** The address with which the issuer sends a browser back whose person has cancelled. */
    protected final URI cancelled(Map<String, String> asked) {
        return at("/login/oauth2/code/gatehouse?error=access_denied&state=" + encode(asked.get("state"), UTF_8)
                + "&iss=" + encode(issuer.address(), UTF_8));
    }

    /** Signs a person in. */
    protected final HttpResponse<String> signIn(HttpBrowser browser, String person) {
        return finish(browser, begin(browser, "/oauth2/authorization/gatehouse"), person);
    }

    /** Sends a form of a page, with the values given. */
    protected final HttpResponse<String> send(
            HttpBrowser browser, HttpResponse<String> page, String path, Map<String, String> values) {
        var hidden = page(page).select("form[action='" + path + "'] input[type=hidden]").stream()
                .collect(Collectors.toMap(input -> input.attr("name"), input -> input.val(), (same, _) -> same));
        hidden.putAll(values);
        return browser.post(
                at(path),
                hidden.entrySet().stream()
                        .map(each -> each.getKey() + "=" + encode(each.getValue(), UTF_8))
                        .collect(Collectors.joining("&")));
    }

    /** Reads a page. */
    protected static Document page(HttpResponse<String> response) {
        return Jsoup.parse(response.body());
    }
}
