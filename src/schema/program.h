// SPDX-License-Identifier: GPL-3.0-or-later
// Private to schema: a schema ready to be applied.
#pragma once

#include "schema/pattern.h"
#include "schema/place.h"
#include "schema/validate.h"

#include <QSet>

#include <deque>

namespace authscope::schema {

struct Node;
using Nodes = std::vector<const Node *>;

struct ValueRules {
    quint8 types = 0; ///< TypeBit; 0 is any
    const json::Value *constant = nullptr;
    const json::Array *allowed = nullptr; ///< enum
    QSet<QByteArray> allowedScalars = {}; ///< canonical
    std::vector<const json::Value *> allowedContainers = {};
    qsizetype longestScalar = 0;
    qint64 weight = 0; ///< of constant and containers
};

enum TypeBit : quint8 {
    NullType = 1,
    BooleanType = 2,
    IntegerType = 4,
    NumberType = 8,
    StringType = 16,
    ArrayType = 32,
    ObjectType = 64,
};

struct NumberRules {
    const json::Value *minimum = nullptr, *maximum = nullptr;
    const json::Value *exclusiveMinimum = nullptr, *exclusiveMaximum = nullptr;
    const json::Value *multipleOf = nullptr;
};

struct CountRules {
    std::optional<qint64> least = {}, most = {};
};

struct TextRules {
    CountRules length = {};
    const Pattern *pattern = nullptr;
    QByteArray format = {}; ///< empty when it is an annotation
    bool isBase64 = false, isJson = false; ///< contentEncoding, contentMediaType
};

struct ArrayRules {
    CountRules length = {};
    bool isUnique = false;
    Nodes first = {}; ///< prefixItems, or items as a list
    std::string_view firstKeyword = {};
    const Node *rest = nullptr; ///< items, or additionalItems
    std::string_view restKeyword = {};
    const Node *contains = nullptr;
    CountRules matches = {}; ///< minContains, maxContains
    const Node *unevaluated = nullptr;
};

struct ObjectRules {
    CountRules length = {};
    const json::Object *properties = nullptr;
    Nodes propertyNodes = {}; ///< in the order of properties
    std::vector<std::pair<const Pattern *, const Node *>> patterns = {};
    const json::Object *patternSource = nullptr;
    const Node *additional = nullptr;
    bool hasOpenPattern = false; ///< one of patternProperties is not judged: neither is who is additional
    const Node *names = nullptr;
    std::vector<std::string_view> required = {};
    struct Needs {
        std::string_view keyword = {}, member = {};
        std::vector<std::string_view> members = {};
        const Node *schema = nullptr;
    };
    std::vector<Needs> dependent = {};
    const Node *unevaluated = nullptr;
};

struct CombinedRules {
    Nodes all = {}, any = {}, one = {};
    const Node *no = nullptr, *condition = nullptr, *then = nullptr, *otherwise = nullptr;
};

struct DynamicReference {
    const Node *initial = nullptr;
    QByteArray anchor = {}; ///< empty: as $ref
};

struct Node {
    enum class Kind : quint8 { Rules, Always, Never, Unreadable };
    Kind kind = Kind::Rules;
    const json::Object *source = nullptr; ///< of Rules
    int resource = 0;
    const json::Value *schema = nullptr; ///< in Program::places
    std::vector<int> problems = {}; ///< in Program::problems

    const Node *reference = nullptr;
    std::unique_ptr<DynamicReference> dynamic = {};
    std::unique_ptr<ValueRules> value = {};
    std::unique_ptr<NumberRules> number = {};
    std::unique_ptr<TextRules> text = {};
    std::unique_ptr<ArrayRules> array = {};
    std::unique_ptr<ObjectRules> object = {};
    std::unique_ptr<CombinedRules> combined = {};
};

struct ResourceScope {
    QByteArray uri = {};
    QHash<QByteArray, const Node *> dynamicAnchors = {};
};

struct Program {
    Options options = {};
    Dialect dialect = Dialect::Draft2020;
    bool isDialectKnown = true;
    std::vector<std::shared_ptr<const json::Value>> documents = {}; ///< what all pointers point into
    std::deque<Node> nodes = {}; ///< the first is the root
    std::deque<Pattern> patterns = {};
    std::vector<ResourceScope> resources = {};
    Places places = {};
    QList<Problem> problems = {};
};

} // namespace authscope::schema
