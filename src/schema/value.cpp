// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/value.h"

#include "json/pointer.h"

#include <QLocale>

#include <cmath>

namespace authscope::schema {

namespace {

constexpr double twoTo63 = 9223372036854775808.0;
constexpr double twoTo64 = 18446744073709551616.0;

/// A number as mantissa · 10^exponent, from its shortest decimal text.
struct Decimal {
    quint64 mantissa = 0;
    int exponent = 0;
};

Decimal decimalOf(const json::Value &value)
{
    Decimal out;
    if (value.is_int64()) {
        const qint64 number = value.get_int64();
        out.mantissa = number < 0 ? 0 - quint64(number) : quint64(number);
    } else if (value.is_uint64()) {
        out.mantissa = value.get_uint64();
    } else {
        const QByteArray text
            = QByteArray::number(std::abs(value.get_double()), 'e', QLocale::FloatingPointShortest);
        const qsizetype e = text.indexOf('e');
        QByteArray digits = text.first(e);
        out.exponent = text.sliced(e + 1).toInt();
        if (const qsizetype dot = digits.indexOf('.'); dot >= 0) {
            out.exponent -= int(digits.size() - dot - 1);
            digits.remove(dot, 1);
        }
        out.mantissa = digits.toULongLong();
    }
    while (out.mantissa != 0 && out.mantissa % 10 == 0) {
        out.mantissa /= 10;
        ++out.exponent;
    }
    return out;
}

quint64 addModulo(quint64 a, quint64 b, quint64 modulus)
{
    return a >= modulus - b ? a - (modulus - b) : a + b;
}

quint64 tenfoldModulo(quint64 a, quint64 modulus)
{
    quint64 sum = 0;
    for (int i = 0; i < 10; ++i)
        sum = addModulo(sum, a, modulus);
    return sum;
}

bool isIntegerKind(const json::Value &value)
{
    return value.is_int64() || value.is_uint64();
}

std::partial_ordering compareIntegers(const json::Value &a, const json::Value &b)
{
    if (a.is_int64() && b.is_int64())
        return a.get_int64() <=> b.get_int64();
    if (a.is_uint64() && b.is_uint64())
        return a.get_uint64() <=> b.get_uint64();
    if (a.is_int64())
        return a.get_int64() < 0 ? std::partial_ordering::less
                                 : std::partial_ordering(quint64(a.get_int64()) <=> b.get_uint64());
    return b.get_int64() < 0 ? std::partial_ordering::greater
                             : std::partial_ordering(a.get_uint64() <=> quint64(b.get_int64()));
}

/// A double that is a 64-bit integer, as that integer; anything else unchanged.
json::Value narrowed(const json::Value &value)
{
    if (!value.is_double())
        return value;
    const double number = value.get_double();
    if (std::trunc(number) != number)
        return value;
    if (number >= -twoTo63 && number < twoTo63)
        return qint64(number);
    if (number >= twoTo63 && number < twoTo64)
        return quint64(number);
    return value;
}

void canonicalInto(QByteArray &out, const json::Value &value)
{
    if (value.is_number()) {
        const json::Value number = narrowed(value);
        if (number.is_double())
            out += QByteArray::number(number.get_double(), 'e', QLocale::FloatingPointShortest);
        else if (number.is_uint64())
            out += QByteArray::number(quint64(number.get_uint64()));
        else
            out += QByteArray::number(qint64(number.get_int64()));
    } else if (const json::Array *array = value.if_array()) {
        out += '[';
        for (const json::Value &element : *array) {
            canonicalInto(out, element);
            out += ',';
        }
        out += ']';
    } else if (const json::Object *object = value.if_object()) {
        std::vector<const json::Object::value_type *> members;
        for (const auto &member : *object)
            members.push_back(&member);
        std::sort(
            members.begin(), members.end(), [](const auto *a, const auto *b) { return a->key() < b->key(); });
        out += '{';
        for (const auto *member : members) {
            out += json::compact(json::Value(member->key())) + ':';
            canonicalInto(out, member->value());
            out += ',';
        }
        out += '}';
    } else {
        out += json::compact(value);
    }
}

} // namespace

QByteArray canonical(const json::Value &value)
{
    QByteArray out;
    canonicalInto(out, value);
    return out;
}

bool areEqual(const json::Value &a, const json::Value &b)
{
    if (a.is_number() && b.is_number())
        return std::is_eq(compareNumbers(a, b));
    if (a.kind() != b.kind())
        return false;
    if (const json::Array *left = a.if_array()) {
        const json::Array &right = b.get_array();
        return left->size() == right.size()
            && std::equal(left->begin(), left->end(), right.begin(), areEqual);
    }
    if (const json::Object *left = a.if_object()) {
        const json::Object &right = b.get_object();
        return left->size() == right.size()
            && std::all_of(left->begin(), left->end(), [&right](const auto &member) {
                   const json::Value *other = right.if_contains(member.key());
                   return other && areEqual(member.value(), *other);
               });
    }
    return a == b;
}

std::partial_ordering compareNumbers(const json::Value &a, const json::Value &b)
{
    const json::Value left = narrowed(a);
    const json::Value right = narrowed(b);
    if (isIntegerKind(left) && isIntegerKind(right))
        return compareIntegers(left, right);
    // One of them is a fraction or beyond 64 bits, so rounding the other to double cannot make them equal
    // unless it is a large integer next to a fraction, and there are no fractions that large.
    return left.to_number<double>() <=> right.to_number<double>();
}

bool isInteger(const json::Value &value)
{
    return isIntegerKind(value)
        || (value.is_double() && std::trunc(value.get_double()) == value.get_double());
}

bool isMultipleOf(const json::Value &value, const json::Value &divisor)
{
    Decimal number = decimalOf(value);
    Decimal by = decimalOf(divisor);
    if (number.mantissa == 0)
        return true;
    // number·10^(n-b) mod by: a positive shift multiplies the number, a negative one the divisor.
    int shift = number.exponent - by.exponent;
    for (; shift < 0; ++shift) {
        if (by.mantissa > number.mantissa / 10)
            return false;
        by.mantissa *= 10;
    }
    quint64 rest = number.mantissa % by.mantissa;
    for (; shift > 0 && rest != 0; --shift)
        rest = tenfoldModulo(rest, by.mantissa);
    return rest == 0;
}

qint64 weightOf(const json::Value &value)
{
    qint64 weight = 1;
    if (const boost::json::string *text = value.if_string())
        weight += qint64(text->size() / 16);
    if (const json::Array *array = value.if_array()) {
        for (const json::Value &element : *array)
            weight += weightOf(element);
    }
    if (const json::Object *object = value.if_object()) {
        for (const auto &member : *object)
            weight += qint64(member.key().size() / 16) + weightOf(member.value());
    }
    return weight;
}

bool isDeeperThan(const json::Value &value, int levels)
{
    if (!value.is_structured())
        return false;
    if (levels == 0)
        return true;
    if (const json::Array *array = value.if_array())
        return std::any_of(array->begin(), array->end(),
            [levels](const json::Value &element) { return isDeeperThan(element, levels - 1); });
    const json::Object &object = value.get_object();
    return std::any_of(object.begin(), object.end(),
        [levels](const auto &member) { return isDeeperThan(member.value(), levels - 1); });
}

const json::Value *followLocalReference(const json::Value &root, QByteArrayView reference)
{
    if (reference == "#")
        return &root;
    if (!reference.startsWith("#/"))
        return nullptr;
    const json::Value *at = &root;
    for (QByteArray token : QByteArray::fromPercentEncoding(reference.sliced(2).toByteArray()).split('/')) {
        token = json::stepName(token);
        if (const json::Object *object = at->if_object()) {
            at = object->if_contains(json::view(token));
        } else if (const json::Array *array = at->if_array()) {
            bool isNumber = false;
            const auto index = token.toULongLong(&isNumber);
            at = isNumber ? array->if_contains(index) : nullptr;
        } else {
            at = nullptr;
        }
        if (!at)
            return nullptr;
        if (at->is_object() && json::stringMember(at->get_object(), "$id"))
            return nullptr;
    }
    return at;
}

QByteArray pointerTo(const QByteArray &parent, std::string_view member)
{
    return parent + json::pointerStep(member);
}

QByteArray pointerTo(const QByteArray &parent, std::size_t index)
{
    return parent + '/' + QByteArray::number(qulonglong(index));
}

} // namespace authscope::schema
