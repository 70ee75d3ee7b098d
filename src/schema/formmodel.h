// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schema/validate.h"

namespace authscope::schema {

struct FormSource;

enum class FormKind {
    Text,
    LongText, ///< several lines
    Integer,
    Number,
    Boolean,
    Null,
    Constant, ///< choices has the one value
    Choice, ///< one of choices
    Several, ///< a list without repetitions, of choices
    Object, ///< members(), and others when takesOthers
    List, ///< item()
    Alternatives, ///< one of alternative(): oneOf, anyOf, if/then/else, or several types
    Json, ///< what cannot be drawn: edited as text
};

struct FormChoice {
    QString label = {}; ///< its title, else the value
    QString description = {};
    json::Value value = nullptr;
};

/// One place of a value, described for a form: everything that the schemas which apply there say together
/// ($ref, allOf). What is below is read when it is asked for, so a schema that refers to itself opens level
/// by level. A form never decides: Compiled::validate() does. Copies share; not for several threads.
class FormNode {
public:
    /// Never fails: what cannot be read is a Json node.
    static FormNode build(json::Value schema, const Documents &documents = {}, const Options &options = {});

    FormKind kind = FormKind::Json;
    std::string name = {}; ///< of a member
    QString label = {}; ///< title, else the name
    QString description = {};
    bool isRequired = false; ///< as a member; items are always
    bool isNullable = false; ///< null may stand here as well
    bool isReadOnly = false, isWriteOnly = false, isDeprecated = false;
    std::optional<json::Value> defaultValue = {};
    QList<json::Value> examples = {};
    QList<FormChoice> choices = {};
    QString format = {}; ///< "date", "email" …
    QString pattern = {};
    QString contentEncoding = {}, contentMediaType = {};
    std::optional<qint64> minLength = {}, maxLength = {};
    std::optional<json::Value> minimum = {}, maximum = {}, exclusiveMinimum = {}, exclusiveMaximum = {};
    std::optional<json::Value> multipleOf = {};
    std::optional<qint64> minItems = {}, maxItems = {}, minMembers = {}, maxMembers = {};
    bool hasUniqueItems = false;
    bool takesOthers = false; ///< Object: members of any other name; List: items beyond fixedItems
    qsizetype fixedItems = 0; ///< List: that many first ones have a description of their own
    QStringList hints = {}; ///< the constraints in words: "1 to 80 characters"

    /// Object: those with a name, in the schema's order, then those that are just required.
    QList<FormNode> members() const;
    /// Object: of any name; nothing where such a member is not allowed.
    std::optional<FormNode> member(std::string_view name) const;
    /// List: nothing where such an item is not allowed.
    std::optional<FormNode> item(qsizetype index) const;
    /// Alternatives: labels are cheap, nodes are built.
    qsizetype alternativeCount() const;
    QString alternativeLabel(qsizetype index) const;
    FormNode alternative(qsizetype index) const;
    /// The first alternative that the value satisfies, else the first that can show it and allows the
    /// constants in it; -1 for none.
    qsizetype alternativeFor(const json::Value &value) const;

    /// Whether the editor of this kind can show the value as it is. Of an object or a list: not what is
    /// within.
    bool canShow(const json::Value &value) const;
    /// What a new editor starts with: the default, the constant, or as little as the schema demands.
    json::Value startValue() const;
    /// What a form begins with where something must stand, or has a default: defaults, constants, and the
    /// objects and lists around them; nothing for what a person has to say.
    std::optional<json::Value> blankValue() const;
    /// Of all that applies at this place; compiled at each call.
    Compiled rules() const;

private:
    friend class FormBuilder;
    std::optional<FormNode> memberNode(std::string_view wanted, bool mustBeThere) const;
    bool looksMeantFor(const json::Value &value) const;
    json::Value startValue(int levels, int &left) const;
    std::optional<json::Value> blankValue(int levels, int &left) const;
    json::Value blankList(int levels, int &left) const;

    std::shared_ptr<const FormSource> m_source;
};

} // namespace authscope::schema
