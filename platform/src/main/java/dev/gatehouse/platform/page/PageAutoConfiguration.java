package dev.gatehouse.platform.page;

import dev.gatehouse.server.overload.UnavailablePage;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.i18n.LocaleChangeInterceptor;

/** Lets a visitor choose the language of the pages, with {@code ?lang=de} on any of them. */
@AutoConfiguration(before = {WebMvcAutoConfiguration.class, ErrorMvcAutoConfiguration.class})
class PageAutoConfiguration {

    @Bean
    LocaleResolver localeResolver(@Value("${spring.application.name}") String program) {
        return new Languages(program + "-language");
    }

    @Bean
    UnavailablePage outagePage(MessageSource messages, LocaleResolver localeResolver) {
        return new OutagePage(messages, localeResolver);
    }

    @Bean
    ProblemAttributes errorAttributes() {
        return new ProblemAttributes();
    }

    @Bean
    WebMvcConfigurer languageChoice() {
        var choice = new LocaleChangeInterceptor();
        choice.setParamName("lang");
        choice.setIgnoreInvalidLocale(true);
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(choice);
                registry.addInterceptor(new LanguageLinks());
            }
        };
    }
}
