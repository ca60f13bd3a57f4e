package dev.gatehouse.auth.grant.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import dev.gatehouse.testsupport.HttpBrowser;
import dev.gatehouse.testsupport.ThirdPartyApp;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** OAuth 2.0 Multiple Response Type Encoding Practices, section 2.1; Form Post Response Mode; JARM. */
@AuthServerTest
class ResponseModeTests {

    private final HttpBrowser browser = new HttpBrowser();

    @Autowired
    private Parties parties;

    @Test
    void formPostCarriesTheCodeInAForm() {
        var app = parties.confidential();
        var flow = app.begin(Map.of("response_mode", "form_post"));
        var page = form(signIn(app, flow));

        assertThat(page).containsEntry("state", flow.state()).containsEntry("iss", parties.issuer());
        assertThat(app.redeem(page.get("code"), flow).status()).isEqualTo(200);
    }

    @Test
    void formPostCarriesErrorsToo() {
        var app = parties.confidential();
        var flow = app.begin(Map.of("response_mode", "form_post", "prompt", "none"));

        assertThat(form(browser.get(flow.address())))
                .containsEntry("error", "login_required")
                .containsEntry("state", flow.state());
    }

    @Test
    void formPostAfterConsentAndAfterRefusal() {
        var app = parties.asking();
        var flow = app.begin(Map.of("response_mode", "form_post", "prompt", "consent"));
        var page = form(app.answer(browser, flow, Parties.ADA, Parties.ADA_PASSWORD));
        assertThat(page).containsKey("code").containsEntry("state", flow.state());

        var again = app.begin(Map.of("response_mode", "form_post", "prompt", "consent"));
        var consent = browser.followToPage(browser.get(again.address()));
        assertThat(form(browser.submit(consent, Map.of("deny", "true"))))
                .containsEntry("error", "access_denied")
                .containsEntry("state", again.state());
    }

    @Test
    void formPostPageRunsItsOwnScriptAloneAndEscapesWhatItShows() {
        var app = parties.confidential();
        var flow = app.begin(Map.of("response_mode", "form_post", "prompt", "none", "state", "\"><script>x</script>"));
        var page = browser.get(flow.address());

        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "script-src 'sha256-")
                .doesNotContain("unsafe-inline");
        assertThat(Jsoup.parse(page.body()).select("script")).hasSize(1);
        assertThat(form(page)).containsEntry("state", "\"><script>x</script>");
    }

    @Test
    void jwtCarriesEverythingSigned() throws Exception {
        var app = parties.confidential();
        var flow = app.begin(Map.of("response_mode", "jwt"));
        var answer = ThirdPartyApp.queryOf(browser.followTo(signIn(app, flow), Parties.REDIRECT_URI));
        assertThat(answer).containsOnlyKeys("response");

        var jwt = SignedJWT.parse(answer.get("response"));
        var keys = JWKSet.load(app.endpoint("jwks_uri").toURL());
        assertThat(jwt.verify(new RSASSAVerifier(
                        keys.getKeyByKeyId(jwt.getHeader().getKeyID()).toRSAKey())))
                .isTrue();
        var claims = jwt.getJWTClaimsSet();
        assertThat(claims.getIssuer()).isEqualTo(parties.issuer());
        assertThat(claims.getAudience()).containsExactly("confidential");
        assertThat(claims.getStringClaim("state")).isEqualTo(flow.state());
        assertThat(claims.getExpirationTime()).isInTheFuture();
        assertThat(app.redeem(claims.getStringClaim("code"), flow).status()).isEqualTo(200);
    }

    @Test
    void formPostJwtCarriesErrorsSigned() throws Exception {
        var app = parties.confidential();
        var flow = app.begin(Map.of("response_mode", "form_post.jwt", "prompt", "none"));
        var page = form(browser.get(flow.address()));

        assertThat(page).containsOnlyKeys("response");
        assertThat(SignedJWT.parse(page.get("response")).getJWTClaimsSet().getStringClaim("error"))
                .isEqualTo("login_required");
    }

    @Test
    void unknownModeIsRefused() {
        var app = parties.confidential();
        var answer = browser.get(app.begin(Map.of("response_mode", "fragment")).address());

        assertThat(ThirdPartyApp.queryOf(HttpBrowser.location(answer))).containsEntry("error", "invalid_request");
    }

    private HttpResponse<String> signIn(ThirdPartyApp app, ThirdPartyApp.Flow flow) {
        return app.answer(browser, flow, Parties.ADA, Parties.ADA_PASSWORD);
    }

    private static Map<String, String> form(HttpResponse<String> page) {
        assertThat(page.statusCode()).isEqualTo(200);
        var form = Jsoup.parse(page.body()).expectFirst("form");
        assertThat(form.attr("action")).isEqualTo(Parties.REDIRECT_URI);
        return form.select("input").stream().collect(Collectors.toMap(each -> each.attr("name"), each -> each.val()));
    }
}
