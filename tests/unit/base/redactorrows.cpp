// SPDX-License-Identifier: GPL-3.0-or-later
#include "unit/base/redactorrows.h"

#include <QTest>

namespace authscope {

void addSecretJson()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("a token answer")
        << QByteArray(R"({ "access_token" : "aaaaaaaa", "token_type":"Bearer","expires_in":3600 })")
        << QByteArray(R"({ "access_token" : "‹access token #1›", "token_type":"Bearer","expires_in":3600 })");
    QTest::newRow("deeper") << QByteArray(R"({"a":[{"b":{"refresh_token":"aaaaaaaa"}}]})")
                            << QByteArray(R"({"a":[{"b":{"refresh_token":"‹refresh token #1›"}}]})");
    QTest::newRow("twice") << QByteArray(R"({"client_secret":"aaaaaaaa","x":"aaaaaaaa"})")
                           << QByteArray(
                                  R"({"client_secret":"‹client secret #1›","x":"‹client secret #1›"})");
    QTest::newRow("the value came before the name")
        << QByteArray(R"({"x":"aaaaaaaa","client_secret":"aaaaaaaa"})")
        << QByteArray(R"({"x":"‹client secret #1›","client_secret":"‹client secret #1›"})");
    QTest::newRow("escaped name") << QByteArray(R"({"access\u005ftoken":"aaaaaaaa"})")
                                  << QByteArray(R"({"access\u005ftoken":"‹access token #1›"})");
    QTest::newRow("other case") << QByteArray(R"({"accessToken":"aaaaaaaa","ID_TOKEN":"bbbbbbbb"})")
                                << QByteArray(
                                       R"({"accessToken":"‹access token #1›","ID_TOKEN":"‹ID token #1›"})");
    QTest::newRow("escaped value") << QByteArray(R"({"id_token":"a\"b\\c\/dé"})")
                                   << QByteArray(R"({"id_token":"‹ID token #1›"})");
    QTest::newRow("not a text") << QByteArray(R"({"password":12345678,"x":1})")
                                << QByteArray(R"({"password":"‹password #1›","x":1})");
    QTest::newRow("a list") << QByteArray(R"({"access_token":["aaaaaaaa", "]"],"x":1})")
                            << QByteArray(R"({"access_token":"‹access token #1›","x":1})");
    QTest::newRow("null and empty") << QByteArray(R"({"id_token":null,"access_token":"","x":1})")
                                    << QByteArray(R"({"id_token":null,"access_token":"","x":1})");
    QTest::newRow("cut off") << QByteArray(R"({"access_token":"aaaaaaaa)")
                             << QByteArray(R"({"access_token":"‹access token #1›)");
    QTest::newRow("cut off after a backslash")
        << QByteArray(R"({"access_token":"aaaaaaaa\)") << QByteArray(R"({"access_token":"‹access token #1›)");
    QTest::newRow("JSON in a text") << QByteArray(R"({"text":"{\"access_token\":\"aaaaaaaa\"}","x":1})")
                                    << QByteArray(
                                           R"({"text":"{\"access_token\":\"‹access token #1›\"}","x":1})");
    QTest::newRow("JSON in JSON in a text")
        << QByteArray(R"({"a":"{\"b\":\"{\\\"id_token\\\":\\\"aaaaaaaa\\\"}\"}"})")
        << QByteArray(R"({"a":"{\"b\":\"{\\\"id_token\\\":\\\"‹ID token #1›\\\"}\"}"})");
    QTest::newRow("JSON in a text, cut off")
        << QByteArray(R"({"text":"{\"access_token\":\"aaaaaaaa)")
        << QByteArray(R"({"text":"{\"access_token\":\"‹access token #1›)");
    QTest::newRow("a URL in a text")
        << QByteArray(R"({"url":"https:\/\/x.test\/cb?code=aaaaaaaa&a=b"})")
        << QByteArray(R"({"url":"https://x.test/cb?code=‹authorization code #1›&a=b"})");
    QTest::newRow("in a list") << QByteArray(R"(["https://x.test/?state=aaaaaaaa"])")
                               << QByteArray(R"(["https://x.test/?state=‹state #1›"])");
}

void addOrdinaryJson()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("an error") << QByteArray(R"({"error":{"code":-32601,"message":"no such \"method\""}})");
    QTest::newRow("words") << QByteArray(R"({"code":"invalid_request","state":"running","token":"comma"})");
    QTest::newRow("metadata") << QByteArray(
        R"({"token_endpoint":"https:\/\/x.test\/token","grant_types_supported":["authorization_code"]})");
    QTest::newRow("a schema") << QByteArray(
        R"({"properties":{"password":{"type":"string"},"api_key":{"type":"string"}},"required":["password"]})");
    QTest::newRow("odd escapes") << QByteArray(R"({"a":"{\u00e9 \"b\" \/","c":"\ud83d\ude00 [1]"})");
    QTest::newRow("broken") << QByteArray(R"({"a":"b)");
    QTest::newRow("nearly nothing") << QByteArray("{\"");
    QTest::newRow("empty") << QByteArray();
}

void addBodies()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("type");
    QTest::newRow("JSON") << QByteArray(R"({"access_token":"aaaaaaaa","code_verifier":"b"})")
                          << QByteArray("application/json");
    QTest::newRow("nested JSON") << QByteArray(R"({"text":"{\"id_token\":\"cccccccc\"}"})")
                                 << QByteArray("application/json");
    QTest::newRow("form") << QByteArray("code=dddddddd&state=e")
                          << QByteArray("application/x-www-form-urlencoded");
}

} // namespace authscope
