package artifact

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"

	"github.com/muster-zk/muster"
)

// An upload in parts is known to the service alone, by the key it is for:
// whichever coordinator is asked finds it there, so that neither a worker nor
// a coordinator that restarts sends a part twice.

// parts returns how an artifact is cut: the size of all parts but the last.
func (b *s3Bucket) parts(a muster.Artifact) (size int64, n int) {
	size = max(b.partSize, (a.Size+mostParts-1)/mostParts)
	return size, int((a.Size + size - 1) / size)
}

// signParts signs the parts that are missing, of the newest upload of the key
// or of a new one.
func (b *s3Bucket) signParts(ctx context.Context, a muster.Artifact, lasts time.Duration) (muster.Upload, error) {
	uploads, err := b.uploads(ctx, uploadsPrefix+key(a.Digest), true)
	if err != nil {
		return muster.Upload{}, err
	}
	var id *string
	have := map[int32]types.Part{}
	for _, u := range uploads {
		if have, err = b.uploaded(ctx, a, u.UploadId); err == nil {
			id = u.UploadId
			break
		}
		if !errors.Is(err, errOtherBytes) && !errors.Is(err, muster.ErrNotFound) {
			return muster.Upload{}, err
		}
	}
	if id == nil {
		out, err := b.client.CreateMultipartUpload(ctx, &s3.CreateMultipartUploadInput{
			Bucket: &b.name, Key: b.object(uploadsPrefix + key(a.Digest)), ContentType: aws.String(contentType),
		})
		if err != nil {
			return muster.Upload{}, bucketError("begin upload", a.Digest, err)
		}
		id, have = out.UploadId, nil
	}
	size, n := b.parts(a)
	var up muster.Upload
	for i := range n {
		number, offset := int32(i+1), int64(i)*size //nolint:gosec // at most mostParts
		if _, ok := have[number]; ok {
			continue
		}
		length := min(size, a.Size-offset)
		req, err := b.presign.PresignUploadPart(ctx, &s3.UploadPartInput{
			Bucket: &b.name, Key: b.object(uploadsPrefix + key(a.Digest)),
			UploadId: id, PartNumber: &number, ContentLength: &length,
		}, lasting(lasts))
		if err != nil {
			return muster.Upload{}, bucketError("sign part", a.Digest, err)
		}
		up.Parts = append(up.Parts, muster.UploadPart{URL: req.URL, Offset: offset, Size: length})
		up.Headers = sent(req.SignedHeader)
	}
	return up, nil
}

// uploads lists the uploads in parts of a key, or below it, newest first.
func (b *s3Bucket) uploads(ctx context.Context, name string, exact bool) ([]types.MultipartUpload, error) {
	var found []types.MultipartUpload
	in := &s3.ListMultipartUploadsInput{Bucket: &b.name, Prefix: b.object(name)}
	for {
		out, err := b.client.ListMultipartUploads(ctx, in)
		if err != nil {
			return nil, bucketError("list uploads", muster.Digest{}, err)
		}
		for _, u := range out.Uploads {
			if !exact || aws.ToString(u.Key) == b.prefix+name {
				found = append(found, u)
			}
		}
		if !aws.ToBool(out.IsTruncated) {
			break
		}
		in.KeyMarker, in.UploadIdMarker = out.NextKeyMarker, out.NextUploadIdMarker
	}
	slices.SortFunc(found, func(x, y types.MultipartUpload) int {
		return cmp.Or(aws.ToTime(y.Initiated).Compare(aws.ToTime(x.Initiated)), cmp.Compare(aws.ToString(y.UploadId), aws.ToString(x.UploadId)))
	})
	return found, nil
}

// uploaded returns the parts of an upload that are there. It returns
// errOtherBytes where they are not cut as they would be now, and ErrNotFound
// where the upload has ended.
func (b *s3Bucket) uploaded(ctx context.Context, a muster.Artifact, id *string) (map[int32]types.Part, error) {
	size, n := b.parts(a)
	found := make(map[int32]types.Part)
	in := &s3.ListPartsInput{Bucket: &b.name, Key: b.object(uploadsPrefix + key(a.Digest)), UploadId: id}
	for {
		out, err := b.client.ListParts(ctx, in)
		if err != nil {
			return nil, uploadError("list parts", a.Digest, err)
		}
		for _, p := range out.Parts {
			number := aws.ToInt32(p.PartNumber)
			if int(number) > n || aws.ToInt64(p.Size) != min(size, a.Size-int64(number-1)*size) {
				return nil, fmt.Errorf("part %d: %w", number, errOtherBytes)
			}
			found[number] = p
		}
		if !aws.ToBool(out.IsTruncated) {
			return found, nil
		}
		in.PartNumberMarker = out.NextPartNumberMarker
	}
}

// What join found.
type joined int

const (
	joinedNone   joined = iota // no upload, or none with all its parts
	joinedHere                 // the parts are an object now
	joinedByThem               // another process did or does that
)

// join completes an upload of the key whose parts are all there.
func (b *s3Bucket) join(ctx context.Context, a muster.Artifact) (joined, error) {
	uploads, err := b.uploads(ctx, uploadsPrefix+key(a.Digest), true)
	if err != nil {
		return joinedNone, err
	}
	found := joinedNone
	_, n := b.parts(a)
	for _, u := range uploads {
		have, err := b.uploaded(ctx, a, u.UploadId)
		if errors.Is(err, muster.ErrNotFound) { // it was there a moment ago
			found = joinedByThem
			continue
		}
		if errors.Is(err, errOtherBytes) || (err == nil && len(have) < n) {
			continue
		}
		if err != nil {
			return joinedNone, err
		}
		done := make([]types.CompletedPart, n)
		for i := range done {
			p := have[int32(i+1)] //nolint:gosec // at most mostParts
			done[i] = types.CompletedPart{PartNumber: p.PartNumber, ETag: p.ETag, ChecksumCRC32: p.ChecksumCRC32, ChecksumSHA256: p.ChecksumSHA256}
		}
		_, err = b.client.CompleteMultipartUpload(ctx, &s3.CompleteMultipartUploadInput{
			Bucket: &b.name, Key: b.object(uploadsPrefix + key(a.Digest)), UploadId: u.UploadId,
			MultipartUpload: &types.CompletedMultipartUpload{Parts: done},
		})
		if err = uploadError("complete upload", a.Digest, err); errors.Is(err, muster.ErrNotFound) {
			found = joinedByThem
			continue
		}
		return joinedHere, err
	}
	return found, nil
}

// abortOthers ends the uploads that an artifact in its place does not need.
func (b *s3Bucket) abortOthers(ctx context.Context, a muster.Artifact) error {
	uploads, err := b.uploads(ctx, uploadsPrefix+key(a.Digest), true)
	if err != nil {
		return err
	}
	return b.abort(ctx, uploads)
}

func (b *s3Bucket) abort(ctx context.Context, uploads []types.MultipartUpload) error {
	for _, u := range uploads {
		_, err := b.client.AbortMultipartUpload(ctx, &s3.AbortMultipartUploadInput{Bucket: &b.name, Key: u.Key, UploadId: u.UploadId})
		if err = uploadError("abort upload", muster.Digest{}, err); err != nil && !errors.Is(err, muster.ErrNotFound) {
			return err
		}
	}
	return nil
}

func (b *s3Bucket) clean(ctx context.Context, before time.Time) error {
	if err := b.bucket.clean(ctx, before); err != nil {
		return err
	}
	uploads, err := b.uploads(ctx, uploadsPrefix, false)
	if err != nil {
		return err
	}
	return b.abort(ctx, slices.DeleteFunc(uploads, func(u types.MultipartUpload) bool { return !aws.ToTime(u.Initiated).Before(before) }))
}

// uploadError is bucketError with ErrNotFound for an upload that has ended.
func uploadError(doing string, d muster.Digest, err error) error {
	if err == nil {
		return nil
	}
	var api smithy.APIError
	if errors.As(err, &api) && api.ErrorCode() == "NoSuchUpload" {
		return notFound(d)
	}
	return bucketError(doing, d, err)
}
