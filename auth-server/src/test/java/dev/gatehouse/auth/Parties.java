package dev.gatehouse.auth;

import dev.gatehouse.auth.token.Issuer;
import dev.gatehouse.testsupport.ThirdPartyApp;
import dev.gatehouse.testsupport.ThirdPartyApp.Registration;
import org.springframework.boot.test.context.TestConfiguration;

/** The applications and people of the tests, as application-test.yml declares them. */
@TestConfiguration(proxyBeanMethods = false)
public class Parties {

    public static final String REDIRECT_URI = "http://127.0.0.1:9999/callback";
    public static final String ADA = "ada";
    public static final String ADA_PASSWORD = "first-programmer-1843";
    public static final String SECRET = "Zc8Qv0wXe3Yp5Rk7Tn1Ub9Lm2Hs4Jd6G";

    private final Issuer issuer;

    Parties(Issuer issuer) {
        this.issuer = issuer;
    }

    public ThirdPartyApp confidential() {
        return app("confidential", SECRET, "openid profile email notes.read");
    }

    public ThirdPartyApp publicApp() {
        return app("public", null, "openid notes.read");
    }

    public ThirdPartyApp asking() {
        return app("asking", SECRET, "openid profile notes.read notes.write");
    }

    public ThirdPartyApp machine() {
        return app("machine", SECRET, "notes.read");
    }

    public ThirdPartyApp other() {
        return app("other", SECRET, "openid notes.read");
    }

    public ThirdPartyApp app(String clientId, String secret, String scope) {
        return ThirdPartyApp.discover(issuer.issuer(), new Registration(clientId, secret, REDIRECT_URI, scope));
    }

    public String issuer() {
        return issuer.issuer();
    }
}
